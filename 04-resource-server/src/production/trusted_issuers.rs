//! One API for the tokens of several issuers.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use decode_jwt::{Part, decode_base64url, parse_object, split};
use serde_json::Value;
use verify_signature::{Claims, VerifyError};

use crate::{Rejection, TokenValidator};

/// One validator per issuer, each with its own keys, audience and algorithms.
///
/// The token's `iss` picks among the *configured* ones before anything is verified, and nothing else: the
/// validator that it picks verifies the token with its own issuer's keys, and `iss` with them. For an
/// issuer that is not configured, nothing is ever fetched.
///
/// ```
/// use fetch_token::http;
/// use resource_server::{JwksCache, JwksCacheConfig, JwtValidator, TokenCache, TrustedIssuers};
/// use verify_signature::{Clock, Policy, Verifier};
///
/// # fn example() -> anyhow::Result<()> {
/// let staff = Policy::new("https://login.example/realms/staff", "reports");
/// let mut partners = Policy::new("https://issuer.partner.example", "https://api.example");
/// partners.algorithms = "ES256".parse()?;
///
/// let mut issuers = TrustedIssuers::new();
/// for policy in [staff, partners] {
///     let issuer = policy.issuer.clone();
///     let keys = JwksCache::new(http::client()?, issuer.as_str(), JwksCacheConfig::default());
///     let validator = JwtValidator::new(Verifier::new(policy, Clock::system()), keys);
///     issuers = issuers.with(issuer, TokenCache::new(validator));
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct TrustedIssuers<V>(HashMap<String, Arc<V>>);

impl<V: TokenValidator> TrustedIssuers<V> {
    /// No issuer yet: every token is refused.
    #[must_use]
    pub fn new() -> Self {
        Self(HashMap::new())
    }

    /// And the tokens of this issuer, by this validator.
    #[must_use]
    pub fn with(mut self, issuer: impl Into<String>, validator: V) -> Self {
        self.0.insert(issuer.into(), Arc::new(validator));
        self
    }

    fn of(&self, token: &str) -> Result<&V, Rejection> {
        let issuer = unverified_issuer(token)?;
        let validator = self.0.get(&issuer).map(AsRef::as_ref);
        validator.ok_or_else(|| {
            let expected = self.0.keys().map(String::as_str).collect::<Vec<_>>();
            let error = VerifyError::Issuer {
                found: issuer,
                expected: expected.join(" or "),
            };
            error.into()
        })
    }
}

// By hand, because derive would require that V can be cloned.
impl<V> Clone for TrustedIssuers<V> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<V: TokenValidator> Default for TrustedIssuers<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V: TokenValidator> TokenValidator for TrustedIssuers<V> {
    async fn validate(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        self.of(token)?.validate(token).await
    }

    /// Ready if any of the issuers is: one that is down should not stop the tokens of the others.
    async fn ready(&self) -> Result<(), Rejection> {
        let none = "no issuer is configured";
        let mut last = Err(Rejection::unavailable("other", Duration::ZERO, none));
        for validator in self.0.values() {
            last = validator.ready().await;
            if last.is_ok() {
                break;
            }
        }
        last
    }
}

/// Who the token says has issued it. Anyone may have written that.
fn unverified_issuer(token: &str) -> Result<String, VerifyError> {
    let payload = decode_base64url(Part::Payload, split(token)?.payload)?;
    match parse_object(Part::Payload, &payload)?.remove("iss") {
        Some(Value::String(issuer)) => Ok(issuer),
        _ => Err(VerifyError::Claims("iss is not a string".to_owned())),
    }
}
