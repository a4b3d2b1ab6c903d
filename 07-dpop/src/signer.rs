//! The client's half: a proof for each request.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use client_assertion::{ClientKey, KeyError};
use fetch_token::OAuthError;
use fetch_token::http::{HttpError, Response};
use reqwest::header::{HeaderValue, WWW_AUTHENTICATE};
use reqwest::{RequestBuilder, Url};
use resource_server::challenge_parameter;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use verify_signature::Clock;

/// `typ` of a proof. Without it, another JWT that the same key signs could be taken for one (RFC 8725
/// §3.11).
pub const TYP: &str = "dpop+jwt";

/// How many servers' nonces are kept. A client talks to an issuer and to a few APIs.
const MAX_NONCES: usize = 100;

/// Makes DPoP proofs with one key, and remembers the nonces of the servers that require them.
///
/// The key need not be registered anywhere, and nothing but the tokens that are bound to it is lost with
/// it: make one for each process.
#[derive(Debug)]
pub struct ProofSigner {
    key: ClientKey,
    clock: Clock,
    /// By origin, because each server has its own. RFC 9449 §8.2
    nonces: Mutex<HashMap<String, String>>,
}

impl ProofSigner {
    /// Signs with `key`.
    #[must_use]
    pub fn new(key: ClientKey, clock: Clock) -> Self {
        Self {
            key,
            clock,
            nonces: Mutex::default(),
        }
    }

    /// The same by another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> &ClientKey {
        &self.key
    }

    /// A proof for one request, with the token that is sent with it: none in a request for a token.
    ///
    /// # Errors
    /// [`KeyError::Crypto`]
    ///
    /// RFC 9449 §4.2
    pub fn proof(
        &self,
        method: &str,
        url: &Url,
        token: Option<&SecretString>,
    ) -> Result<SecretString, KeyError> {
        let mut claims = Map::new();
        let mut claim = |name: &str, value: Value| drop(claims.insert(name.to_owned(), value));
        claim("jti", json!(Uuid::new_v4().to_string()));
        claim("htm", json!(method));
        claim("htu", json!(without_query(url)));
        claim("iat", json!(self.clock.now()));
        if let Some(token) = token {
            claim("ath", json!(token_hash(token.expose_secret())));
        }
        if let Some(nonce) = self.nonce(url) {
            claim("nonce", json!(nonce));
        }
        let header = [("typ", json!(TYP)), ("jwk", self.key.required_members())];
        self.key.sign(header, &Value::Object(claims))
    }

    /// Adds a proof to a request.
    ///
    /// # Errors
    /// [`HttpError::Request`] if the key cannot sign.
    pub fn add_proof(
        &self,
        request: RequestBuilder,
        method: &str,
        url: &Url,
        token: Option<&SecretString>,
    ) -> Result<RequestBuilder, HttpError> {
        let proof = self.proof(method, url, token);
        let proof = proof.map_err(|error| HttpError::Request(error.to_string()))?;
        let value = HeaderValue::try_from(proof.expose_secret());
        let mut value = value.map_err(|error| HttpError::Request(error.to_string()))?;
        value.set_sensitive(true);
        Ok(request.header("DPoP", value))
    }

    /// Sends a request whose proofs this signer makes. If the server requires a nonce, it is sent once
    /// more, with the nonce. Every response may have the nonce for the next request.
    ///
    /// # Errors
    /// What `send` returns.
    ///
    /// RFC 9449 §8, §9
    pub async fn with_nonce<F>(
        &self,
        url: &Url,
        send: impl Fn() -> F,
    ) -> Result<Response, HttpError>
    where
        F: Future<Output = Result<Response, HttpError>>,
    {
        let response = send().await?;
        if !(self.remember_nonce(url, &response) && requires_nonce(&response)) {
            return Ok(response);
        }
        let response = send().await?;
        self.remember_nonce(url, &response);
        Ok(response)
    }

    fn nonce(&self, url: &Url) -> Option<String> {
        let nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        nonces.get(&url.origin().ascii_serialization()).cloned()
    }

    /// Whether the response has a nonce that was not known.
    fn remember_nonce(&self, url: &Url, response: &Response) -> bool {
        let mut values = response.headers.get_all("DPoP-Nonce").iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return false;
        };
        // nonce = 1*NQCHAR; much longer than any that a server needs would fill every request.
        let allowed = |byte: &u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let fits = (1..=1024).contains(&value.len()) && value.as_bytes().iter().all(allowed);
        let Some(nonce) = value.to_str().ok().filter(|_| fits) else {
            return false;
        };
        let origin = url.origin().ascii_serialization();
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        if nonces.len() >= MAX_NONCES && !nonces.contains_key(&origin) {
            nonces.clear();
        }
        nonces.insert(origin, nonce.to_owned()).as_deref() != Some(nonce)
    }
}

/// `ath`: the hash of the token, so that a proof for one token is none for another.
///
/// RFC 9449 §4.2
#[must_use]
pub fn token_hash(token: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, token.as_bytes()))
}

/// `htu`: the URL as it is requested, without what may be secret or long.
fn without_query(url: &Url) -> String {
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}

/// Whether a server refused a request because it had no nonce, or an old one: an issuer says it in the
/// body, an API in a challenge.
///
/// RFC 9449 §8, §9
fn requires_nonce(response: &Response) -> bool {
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
