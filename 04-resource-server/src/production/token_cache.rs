//! Tokens whose signature was verified already.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use quick_cache::sync::Cache;
use verify_signature::{Claims, KeySet};

use super::metrics;
use crate::{JwtValidator, Rejection, TokenValidator};

/// How many tokens are cached by default: one for each client that called lately.
const CAPACITY: usize = 10_000;

/// A [`JwtValidator`] that verifies the signature of a token once, and not for each request.
///
/// Only the signature is cached, because only that cannot change. Whether the token has expired is
/// checked each time, and its scope for each route.
///
/// Tokens that were refused are not cached. Anyone can make a million bad tokens, which would evict
/// the good ones.
pub struct TokenCache {
    validator: JwtValidator,
    verified: Cache<TokenHash, Verified>,
}

/// SHA-256 of a token, as the key of a cache: shorter than the token, and useless to anyone who reads
/// the memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

#[derive(Clone)]
struct Verified {
    claims: Arc<Claims>,
    keys: Arc<KeySet>,
}

impl TokenCache {
    /// A cache of 10,000 tokens in front of `validator`.
    #[must_use]
    pub fn new(validator: JwtValidator) -> Self {
        Self::with_capacity(validator, CAPACITY)
    }

    /// The same for another number of tokens, at up to 16 KiB each.
    #[must_use]
    pub fn with_capacity(validator: JwtValidator, tokens: usize) -> Self {
        Self {
            validator,
            verified: Cache::new(tokens),
        }
    }

    /// The claims of a token that was verified with these very keys. When the issuer changes its
    /// keys, every token is verified once more, so that none outlives a withdrawn key here.
    fn get(&self, token: &TokenHash, keys: &Arc<KeySet>) -> Option<Arc<Claims>> {
        let verified = self.verified.get(token);
        let verified = verified.filter(|verified| Arc::ptr_eq(&verified.keys, keys));
        metrics().token_lookup(verified.is_some());
        verified.map(|verified| verified.claims)
    }
}

impl TokenValidator for TokenCache {
    async fn validate(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let keys = self.validator.keys().await?;
        let hash = TokenHash::of(token);
        if let Some(claims) = self.get(&hash, &keys) {
            self.validator.verifier().validate_claims(&claims)?;
            return Ok(claims);
        }
        // With these keys or newer ones. If they are newer, the entry is not used with them.
        let claims = self.validator.validate(token).await?;
        let verified = Verified {
            claims: Arc::clone(&claims),
            keys,
        };
        self.verified.insert(hash, verified);
        Ok(claims)
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.validator.ready().await
    }
}

impl TokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, token.as_bytes()).as_ref());
        Self(hash)
    }
}
