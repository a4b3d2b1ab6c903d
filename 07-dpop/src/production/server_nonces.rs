//! The nonces of the servers that a client talks to (RFC 9449 §8, §9).

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use fetch_token::OAuthError;
use fetch_token::http::Response;
use reqwest::Url;
use reqwest::header::WWW_AUTHENTICATE;
use resource_server::challenge_parameter;

/// How many are kept. A client talks to an issuer and to a few APIs.
const MAX: usize = 100;
/// The longest that is kept, in bytes. It is sent with every request.
const MAX_LENGTH: usize = 1024;

/// The last nonce of each server, by its origin. RFC 9449 §8.2
#[derive(Debug, Default)]
pub(crate) struct ServerNonces(Mutex<HashMap<String, String>>);

impl ServerNonces {
    /// The nonce for a request to `url`.
    pub(crate) fn get(&self, url: &Url) -> Option<String> {
        self.nonces()
            .get(&url.origin().ascii_serialization())
            .cloned()
    }

    /// Whether the response has a nonce that was not known.
    pub(crate) fn remember(&self, url: &Url, response: &Response) -> bool {
        let mut values = response.headers.get_all("DPoP-Nonce").iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        // nonce = 1*NQCHAR. RFC 9449 §8.1
        let allowed = |byte: &u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let fits = (1..=MAX_LENGTH).contains(&value.len()) && value.as_bytes().iter().all(allowed);
        let Some(nonce) = value.to_str().ok().filter(|_| fits) else {
            return false;
        };
        let origin = url.origin().ascii_serialization();
        let mut nonces = self.nonces();
        if nonces.len() >= MAX && !nonces.contains_key(&origin) {
            nonces.clear();
        }
        nonces.insert(origin, nonce.to_owned()).as_deref() != Some(nonce)
    }

    fn nonces(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a server refused a request because it had no nonce, or an old one: an issuer says it in the
/// body, an API in a challenge.
///
/// RFC 9449 §8, §9
pub(crate) fn requires_nonce(response: &Response) -> bool {
    const CODE: &str = "use_dpop_nonce";
    let mut challenges = response.headers.get_all(WWW_AUTHENTICATE).iter();
    let challenged = challenges.any(|value| {
        let challenge = value.to_str().unwrap_or_default();
        challenge_parameter(challenge, "DPoP", "error").as_deref() == Some(CODE)
    });
    let status = response.status.as_u16();
    status == 401 && challenged
        || (status == 400 || status == 401)
            && OAuthError::from_response(response).is_some_and(|error| error.code == CODE)
}
