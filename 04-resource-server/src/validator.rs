//! From a token to its claims.

use std::sync::Arc;

use verify_signature::{Claims, KeySet, Verifier, VerifyError};

use crate::{JwksCache, Rejection};

/// Validates access tokens. This step has one validator, which checks the signature; step 05 adds one
/// that asks the issuer.
pub trait TokenValidator: Send + Sync + 'static {
    /// The claims of a token that is valid for this API. Whether they allow the request at hand is
    /// for the route to decide.
    ///
    /// # Errors
    /// [`Rejection::InvalidToken`], or [`Rejection::Unavailable`] if it could not be validated.
    fn validate(&self, token: &str) -> impl Future<Output = Result<Arc<Claims>, Rejection>> + Send;

    /// Whether this validator has what it needs; if not, it tries to get it.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] if it could not get it.
    fn ready(&self) -> impl Future<Output = Result<(), Rejection>> + Send;
}

/// Validates by signature and claims, with the issuer's keys.
#[derive(Clone, Debug)]
pub struct JwtValidator {
    verifier: Verifier,
    keys: JwksCache,
}

impl JwtValidator {
    /// A validator that verifies with these keys.
    #[must_use]
    pub fn new(verifier: Verifier, keys: JwksCache) -> Self {
        Self { verifier, keys }
    }

    /// The verifier.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The keys to verify with.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] if there are none.
    pub async fn keys(&self) -> Result<Arc<KeySet>, Rejection> {
        self.keys.get().await
    }
}

impl TokenValidator for JwtValidator {
    async fn validate(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let keys = self.keys.get().await?;
        let claims = match self.verifier.verify(token, &keys) {
            Err(error) if error.may_need_newer_keys() => {
                let newer = self.keys.refresh_for_unknown_kid(&keys).await?;
                self.verifier.verify(token, &newer)?
            }
            outcome => outcome?,
        };
        Ok(Arc::new(claims))
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.keys.get().await.map(drop)
    }
}

impl From<VerifyError> for Rejection {
    fn from(error: VerifyError) -> Self {
        Self::invalid_token(error.code(), error.to_string())
    }
}
