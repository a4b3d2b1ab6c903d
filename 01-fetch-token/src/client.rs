//! Client credentials and client authentication (RFC 6749 §2.3).

use base64::{Engine, prelude::BASE64_STANDARD};
use form_urlencoded::byte_serialize;
use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::production::settings::{client_auth, credential};
use crate::{ConfigError, IssuerUrl};

/// A confidential client, registered at the authorization server (RFC 6749 §2.1).
///
/// The secret is a [`SecretString`]: `{:?}` prints `[REDACTED]`, so it cannot slip into a log with
/// the struct around it.
#[derive(Clone, Debug)]
pub struct Client {
    /// REQUIRED. The public name, `client_id`.
    pub id: String,
    /// REQUIRED. The password, `client_secret`.
    pub secret: SecretString,
    /// How the two are sent in a request. Default: [`AuthMethod::Post`].
    pub auth: AuthMethod,
}

/// How a client sends its credentials (RFC 6749 §2.3.1). RFC 7591 §2 has the names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// `client_secret_post`: as two more form parameters, as in the tutorial.
    #[default]
    Post,
    /// `client_secret_basic`: in the `Authorization: Basic` header. The RFC prefers it: every server
    /// must support it, and proxies and logs treat a header of that name as a secret, while a form
    /// body is just data to them.
    Basic,
}

impl Client {
    /// The client that fetches tokens from `issuer`: `OAUTH_CLIENT_ID` and `OAUTH_CLIENT_SECRET`, by
    /// default the published test client of the course's realm; and `OAUTH_CLIENT_AUTH`.
    ///
    /// A secret comes from a variable or a file and never from a flag, because every user of a
    /// machine can list the arguments of its processes.
    ///
    /// # Errors
    /// [`ConfigError`] if one of them is empty, or must be set for this issuer and is not.
    pub fn from_env(issuer: &IssuerUrl) -> Result<Self, ConfigError> {
        Ok(Self {
            id: credential("OAUTH_CLIENT_ID", issuer, "test_api_client")?,
            secret: credential("OAUTH_CLIENT_SECRET", issuer, "test-api-client-secret")?.into(),
            auth: client_auth()?,
        })
    }

    /// Adds this client's credentials to a request with the parameters `form`.
    ///
    /// RFC 6749 §2.3.1
    pub fn authenticate<'a>(
        &'a self,
        request: RequestBuilder,
        mut form: Vec<(&'a str, &'a str)>,
    ) -> RequestBuilder {
        let request = match self.auth {
            AuthMethod::Basic => request.header(AUTHORIZATION, self.basic()),
            AuthMethod::Post => {
                form.push(("client_id", &self.id));
                form.push(("client_secret", self.secret.expose_secret()));
                request
            }
        };
        request.form(&form)
    }

    /// `Basic base64(id ":" secret)`, where id and secret are first form-encoded, each by itself.
    /// Without that, a colon in the id or any character beyond ASCII would be misread. Many clients
    /// forget it, and nobody notices until a secret contains a `%` or a `+`.
    ///
    /// RFC 6749 §2.3.1 and Appendix B
    fn basic(&self) -> HeaderValue {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!(
            "{}:{}",
            encode(&self.id),
            encode(self.secret.expose_secret())
        );
        let credentials = format!("Basic {}", BASE64_STANDARD.encode(pair));
        let mut value = HeaderValue::try_from(credentials).unwrap_or_else(|_| {
            unreachable!("base64 consists of characters that a header may contain")
        });
        value.set_sensitive(true);
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(id: &str, secret: &str) -> Client {
        Client {
            id: id.into(),
            secret: secret.into(),
            auth: AuthMethod::Basic,
        }
    }

    #[test]
    fn basic_form_encodes_id_and_secret_before_base64() {
        let value = client("id:with colon", "p@ss%w+rd ü").basic();
        let encoded = value.to_str().unwrap().strip_prefix("Basic ").unwrap();
        let pair = String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap();
        assert_eq!(pair, "id%3Awith+colon:p%40ss%25w%2Brd+%C3%BC");
    }

    #[test]
    fn debug_output_has_no_secret() {
        let client = client("test_api_client", "hunter2");
        let request = reqwest::Client::new().post("http://localhost/");
        let request = client.authenticate(request, vec![]).build().unwrap();
        let output = format!("{client:?} {request:?}");
        assert!(output.contains("test_api_client"));
        assert!(output.contains(r#""authorization": Sensitive"#), "{output}");
        assert!(!output.contains("hunter2"), "{output}");
    }
}
