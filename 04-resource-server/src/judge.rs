//! Deciding about a token.

use std::sync::Arc;

use verify_signature::{Claims, Refusal, Verifier};

use crate::{IssuerKeys, KeysUnavailable, Rejection};

/// Decides about tokens. This step has one judge, who looks at the signature; step 05 has others,
/// who ask the issuer.
pub trait Judge: Send + Sync + 'static {
    /// The claims of a token that is valid for this API. Whether they allow the request at hand is
    /// the route's business.
    ///
    /// # Errors
    /// [`Rejection::InvalidToken`], or [`Rejection::Unavailable`] if it could not be judged.
    fn judge(&self, token: &str) -> impl Future<Output = Result<Arc<Claims>, Rejection>> + Send;
}

/// Judges by signature and claims, with keys that it keeps.
pub struct LocalJudge {
    verifier: Verifier,
    keys: IssuerKeys,
}

impl LocalJudge {
    /// A judge who verifies with the issuer's keys.
    #[must_use]
    pub fn new(verifier: Verifier, keys: IssuerKeys) -> Self {
        Self { verifier, keys }
    }

    /// The keys that it uses.
    #[must_use]
    pub fn keys(&self) -> &IssuerKeys {
        &self.keys
    }
}

impl Judge for LocalJudge {
    async fn judge(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let keys = self.keys.current().await?;
        let verdict = match self.verifier.verify(token, &keys) {
            // The issuer may have a new key since we asked. Only this refusal is worth a second
            // look: all others would be the same with any keys.
            Err(Refusal::UnknownKey { kid }) => match self.keys.newer_than(&keys).await? {
                Some(newer) => self.verifier.verify(token, &newer),
                None => Err(Refusal::UnknownKey { kid }),
            },
            verdict => verdict,
        };
        match verdict {
            Ok(claims) => Ok(Arc::new(claims)),
            Err(refusal) => Err(Rejection::InvalidToken {
                reason: refusal.to_string(),
            }),
        }
    }
}

impl From<KeysUnavailable> for Rejection {
    fn from(
        KeysUnavailable {
            retry_after,
            reason,
        }: KeysUnavailable,
    ) -> Self {
        Self::Unavailable {
            retry_after,
            reason,
        }
    }
}
