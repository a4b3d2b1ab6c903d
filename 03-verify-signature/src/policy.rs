//! What an API requires of a token.

use jsonwebtoken::Algorithm;

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
    /// The signature algorithms that are accepted, all of the RSA family. Default: RS256 alone.
    pub algorithms: Vec<Algorithm>,
}

impl Policy {
    /// RS256 tokens of `issuer` that are meant for `audience`.
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        let algorithms = vec![Algorithm::RS256];
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            algorithms,
        }
    }
}
