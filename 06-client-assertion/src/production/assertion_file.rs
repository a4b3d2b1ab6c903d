//! No key at all: an assertion that the platform writes and renews.

use std::path::PathBuf;

use decode_jwt::{MAX_TOKEN, split};
use fetch_token::{ClientAssertion, read_small_file};
use secrecy::SecretString;

/// An assertion in a file, such as a projected service account token of Kubernetes, which the kubelet
/// renews. It is read again for each request.
///
/// The server has to trust its issuer for this client: *workload identity federation*. Such a token may
/// be used several times until it expires, so it is worth stealing; it is still better than a secret,
/// because it lives for an hour or less and nobody has to hand it out.
///
/// RFC 7521 §4.2, RFC 7523 §2.2
#[derive(Debug)]
pub struct AssertionFile {
    path: PathBuf,
}

impl AssertionFile {
    /// The file may come to be later: it is not read now.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl ClientAssertion for AssertionFile {
    fn assertion(&self) -> Result<SecretString, String> {
        let path = self.path.display();
        let text =
            read_small_file(&self.path).map_err(|error| format!("cannot read {path}: {error}"))?;
        let assertion = text.trim();
        // What is not a JWT, the server would refuse with less to say.
        let is_jwt = split(assertion).is_ok_and(|segments| {
            let parts = [segments.header, segments.payload, segments.signature];
            parts.iter().all(|part| {
                let base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
                !part.is_empty() && part.bytes().all(base64url)
            })
        });
        match is_jwt {
            true => Ok(assertion.into()),
            false => Err(format!(
                "{path} does not contain a signed JWT of at most {MAX_TOKEN} bytes"
            )),
        }
    }
}
