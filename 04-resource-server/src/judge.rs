//! Deciding about a token.

use std::sync::Arc;

use verify_signature::{Claims, KeySet, Refusal, Verifier};

use crate::verified::{TokenHash, VerifiedTokens};
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

    /// Whether this judge has what it needs to decide; if not, it tries to get it.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`]
    fn ready(&self) -> impl Future<Output = Result<(), Rejection>> + Send;
}

/// Judges by signature and claims, with keys that it keeps.
pub struct LocalJudge {
    verifier: Verifier,
    keys: IssuerKeys,
    verified: VerifiedTokens,
}

impl LocalJudge {
    /// A judge who verifies with the issuer's keys, and remembers 10,000 tokens that passed.
    #[must_use]
    pub fn new(verifier: Verifier, keys: IssuerKeys) -> Self {
        let verified = VerifiedTokens::default();
        Self {
            verifier,
            keys,
            verified,
        }
    }

    /// The same judge with room for another number of tokens, at up to 16 KiB each.
    #[must_use]
    pub fn remembering(self, tokens: usize) -> Self {
        let verified = VerifiedTokens::with_capacity(tokens);
        Self { verified, ..self }
    }

    /// Verifies, with newer keys if the token names one that is not known: the issuer may have
    /// changed its keys since we asked. Only that refusal is worth a second look; all others would
    /// be the same with any keys.
    async fn verify(
        &self,
        token: &str,
        keys: Arc<KeySet>,
    ) -> Result<(Claims, Arc<KeySet>), Rejection> {
        let unknown = match self.verifier.verify(token, &keys) {
            Ok(claims) => return Ok((claims, keys)),
            Err(refusal @ Refusal::UnknownKey { .. }) => refusal,
            Err(refusal) => return Err(refusal.into()),
        };
        match self.keys.newer_than(&keys).await? {
            Some(newer) => Ok((self.verifier.verify(token, &newer)?, newer)),
            None => Err(unknown.into()),
        }
    }
}

impl Judge for LocalJudge {
    async fn judge(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let keys = self.keys.current().await?;
        let hash = TokenHash::of(token);
        if let Some(claims) = self.verified.get(&hash, &keys) {
            self.verifier.judge_claims(&claims)?;
            return Ok(claims);
        }
        let (claims, keys) = self.verify(token, keys).await?;
        let claims = Arc::new(claims);
        self.verified.insert(hash, &claims, &keys);
        Ok(claims)
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.keys.current().await?;
        Ok(())
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self::InvalidToken {
            reason: refusal.to_string(),
        }
    }
}

impl From<KeysUnavailable> for Rejection {
    fn from(unavailable: KeysUnavailable) -> Self {
        let KeysUnavailable {
            retry_after,
            reason,
        } = unavailable;
        Self::Unavailable {
            retry_after,
            reason,
        }
    }
}
