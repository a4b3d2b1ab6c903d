//! What an API requires of a token.

use crate::{Algorithms, ScopeClaims};

/// How far the clocks of issuer and API may be apart, in seconds. RFC 7519 §4.1.4 allows "some
/// small leeway, usually no more than a few minutes"; an expired token stays usable for that much
/// longer.
pub const LEEWAY: u64 = 60;

/// What an API requires of a token, set by its operator and by nothing in the token.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The only issuer that is trusted. Compared character by character with the claim `iss`.
    pub issuer: String,
    /// This API's name, which the claim `aud` must contain.
    pub audience: String,
    /// The signature algorithms that are accepted. Default: RS256 alone.
    pub algorithms: Algorithms,
    /// The claims that contain the granted scopes. Default: `scope` alone.
    pub scope_claims: ScopeClaims,
    /// What happens to a token that is bound to a key or certificate. Default: it is refused.
    pub bound_tokens: BoundTokens,
}

/// What a [`Verifier`](crate::Verifier) does with a sender-constrained token, which has the claim `cnf`
/// (RFC 7800 §3). Its sender must prove that they have the key, and the token alone proves
/// nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BoundTokens {
    /// It is refused: it was presented as a bearer token.
    #[default]
    Refused,
    /// The caller verifies a proof of the key, and that the token is bound to that key:
    /// [`Claims::is_bound_to`](crate::Claims::is_bound_to). Step 07 does.
    VerifiedByCaller,
}

impl Policy {
    /// RS256 tokens of `issuer` that are meant for `audience`.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            algorithms: Algorithms::default(),
            scope_claims: ScopeClaims::default(),
            bound_tokens: BoundTokens::default(),
        }
    }
}
