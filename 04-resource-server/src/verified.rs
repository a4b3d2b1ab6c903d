//! Tokens that were verified already.

use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use quick_cache::sync::Cache;
use verify_signature::{Claims, KeySet};

use crate::metrics::metrics;

/// How many tokens are remembered by default: one for each client that called lately.
const CAPACITY: usize = 10_000;

/// What the signature of a token proved, kept for the next request with the same token.
///
/// Only the signature is remembered, because only that cannot change. Whether the token has expired
/// since, and what it allows, is judged again each time.
///
/// What was refused is not remembered. Anybody can make a million bad tokens; if they were kept
/// here, they would take the room of the good ones.
pub(crate) struct VerifiedTokens(Cache<TokenHash, Verified>);

/// SHA-256 of a token, by which a cache knows it: shorter than the token, and of no use to whoever
/// reads the cache.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

#[derive(Clone)]
struct Verified {
    claims: Arc<Claims>,
    keys: Arc<KeySet>,
}

impl Default for VerifiedTokens {
    fn default() -> Self {
        Self::with_capacity(CAPACITY)
    }
}

impl VerifiedTokens {
    pub(crate) fn with_capacity(tokens: usize) -> Self {
        Self(Cache::new(tokens))
    }

    /// The claims of a token that was verified with these very keys. When the issuer changes its
    /// keys, every token has to be verified once more, so one that was signed by a withdrawn key
    /// does not outlive it here.
    pub(crate) fn get(&self, token: &TokenHash, keys: &Arc<KeySet>) -> Option<Arc<Claims>> {
        let verified = self.0.get(token);
        let verified = verified.filter(|verified| Arc::ptr_eq(&verified.keys, keys));
        metrics().token_lookup(verified.is_some());
        verified.map(|verified| verified.claims)
    }

    pub(crate) fn insert(&self, token: TokenHash, claims: &Arc<Claims>, keys: &Arc<KeySet>) {
        let (claims, keys) = (Arc::clone(claims), Arc::clone(keys));
        self.0.insert(token, Verified { claims, keys });
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
