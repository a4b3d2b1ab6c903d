//! The client's half: a proof for each request.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use client_assertion::{ClientKey, KeyError};
use fetch_token::http::{HttpError, Response};
use reqwest::header::HeaderValue;
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use verify_signature::Clock;

use crate::production::{ServerNonces, requires_nonce};

/// `typ` of a proof. Without it, another JWT that the same key signs could be taken for one (RFC 8725
/// §3.11).
pub const TYP: &str = "dpop+jwt";

/// Makes DPoP proofs with one key, and remembers the nonces of the servers that require them.
///
/// The key need not be registered anywhere, and nothing but the tokens that are bound to it is lost with
/// it: make one for each process.
#[derive(Debug)]
pub struct ProofSigner {
    key: ClientKey,
    clock: Clock,
    nonces: ServerNonces,
}

impl ProofSigner {
    /// Signs with `key`.
    #[must_use]
    pub fn new(key: ClientKey, clock: Clock) -> Self {
        Self {
            key,
            clock,
            nonces: ServerNonces::default(),
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
        if let Some(nonce) = self.nonces.get(url) {
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
        if !(self.nonces.remember(url, &response) && requires_nonce(&response)) {
            return Ok(response);
        }
        let response = send().await?;
        self.nonces.remember(url, &response);
        Ok(response)
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
