//! The assertion: a statement of the client about itself, signed and short-lived (RFC 7523 §3).

use std::sync::Arc;

use fetch_token::{Client, ClientAssertion, ClientAuth};
use secrecy::SecretString;
use serde_json::{Value, json};
use uuid::Uuid;
use verify_signature::Clock;

use crate::{ClientKey, KeyError};

/// How long an assertion is valid, in seconds: long enough for one request and for clocks that differ a
/// little. Keycloak requires no more than this.
pub const LIFETIME: u64 = 60;

/// `typ` of an assertion. Without a separate name, a client's assertion and another kind of token that
/// the same key signs could be taken for each other (RFC 8725 §3.11).
pub const TYP: &str = "client-authentication+jwt";

/// Authenticates a client by its key: `private_key_jwt`.
///
/// ```
/// use client_assertion::{Algorithm, ClientKey, PrivateKeyJwt};
/// use fetch_token::{fetch_token, http};
/// use verify_signature::{Clock, fetch_metadata};
///
/// # async fn example() -> anyhow::Result<()> {
/// let key = ClientKey::generate(Algorithm::Es256)?;
/// println!("register this: {}", key.public_jwk());
///
/// let metadata = fetch_metadata(&http::client()?, "https://issuer.example").await?;
/// let client = PrivateKeyJwt::new("reporter", &metadata.issuer, key, Clock::system()).client();
/// let scope = "reports:read";
/// let response = fetch_token(&http::client()?, &metadata.token_endpoint()?, &client, scope).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct PrivateKeyJwt {
    client_id: String,
    audience: String,
    key: ClientKey,
    clock: Clock,
}

impl PrivateKeyJwt {
    /// For the client `client_id` at the authorization server with the identifier `issuer`.
    pub fn new(
        client_id: impl Into<String>,
        issuer: impl Into<String>,
        key: ClientKey,
        clock: Clock,
    ) -> Self {
        Self {
            client_id: client_id.into(),
            audience: issuer.into(),
            key,
            clock,
        }
    }

    /// The same by another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// The same for another server.
    #[must_use]
    pub fn with_audience(self, issuer: impl Into<String>) -> Self {
        let audience = issuer.into();
        Self { audience, ..self }
    }

    /// The key that it signs with.
    #[must_use]
    pub fn key(&self) -> &ClientKey {
        &self.key
    }

    /// The claims of an assertion.
    ///
    /// `aud` is one string, and never the URL of an endpoint: a malicious server could name the endpoint
    /// of another one in its metadata, and would then be sent an assertion that the other accepts.
    ///
    /// RFC 7523 §3
    #[must_use]
    pub fn claims(&self) -> Value {
        let now = self.clock.now();
        json!({
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.audience,
            "jti": Uuid::new_v4().to_string(),
            "iat": now,
            "exp": now.saturating_add(LIFETIME),
        })
    }

    /// Signs a new assertion.
    ///
    /// # Errors
    /// [`KeyError::Crypto`]
    pub fn sign(&self) -> Result<SecretString, KeyError> {
        let header = [("typ", json!(TYP)), ("kid", json!(self.key.thumbprint()))];
        self.key.sign(header, &self.claims())
    }

    /// The client of step 01 that authenticates in this way.
    #[must_use]
    pub fn client(self) -> Client {
        Client {
            id: self.client_id.clone(),
            auth: ClientAuth::Assertion(Arc::new(self)),
        }
    }
}

impl ClientAssertion for PrivateKeyJwt {
    fn assertion(&self) -> Result<SecretString, String> {
        self.sign().map_err(|error| error.to_string())
    }
}
