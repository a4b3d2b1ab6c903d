//! # Hostile tokens: a table of what may be sent to an API, and what must come of it
//!
//! Each [`Case`] is a token, the keys of its issuer, the time at which it arrives, and the outcome.
//! The table is data: it fixes the clock and uses only keys that are published here or in the realm,
//! so a verifier in any language can run it. Some of the tokens are valid, or a verifier could pass by
//! refusing all of them.
//!
//! One file a concern. In most cases the token is signed with the right key, so that nothing is
//! wrong with it but what its name says.

mod keys;
mod token_builder;

// Tables: a row is a line.
#[rustfmt::skip]
mod algorithm;
#[rustfmt::skip]
mod claims;
#[rustfmt::skip]
mod embedded_key;
#[rustfmt::skip]
mod encoding;
#[rustfmt::skip]
mod families;
#[rustfmt::skip]
mod json;
#[rustfmt::skip]
mod key_set;
#[rustfmt::skip]
mod kid;
#[rustfmt::skip]
mod signature;
#[rustfmt::skip]
mod times;
#[rustfmt::skip]
mod typ_and_crit;

use serde_json::Value;

use keys::Keys;
use token_builder::TokenBuilder;

/// The issuer of the table, which the verifier trusts. Nothing needs to listen there.
pub const ISSUER: &str = "http://localhost:8080/realms/myorg";
/// The verifier's own name, which `aud` must contain.
pub const AUDIENCE: &str = "test_api_resource";
/// The scope that the route requires.
pub const SCOPE: &str = "test_api_access";
/// When the tokens arrive, unless a case says otherwise: 2023-04-04T09:20:00Z.
pub const NOW: u64 = 1_680_600_000;

/// A token and what must come of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is odd about it. No two cases have the same name.
    pub name: &'static str,
    /// The section of a specification that decides.
    pub rfc: &'static str,
    /// The algorithms that the API accepts, separated by commas.
    pub algorithms: &'static str,
    /// The issuer's JWK Set.
    pub jwks: Value,
    /// When the token arrives, in seconds since 1970.
    pub now: u64,
    /// What follows `Bearer` and a space in the `Authorization` header.
    pub token: String,
    /// What must come of it.
    pub expected: Outcome,
}

/// What comes of a token at a route that requires [`SCOPE`]: 200, or an error code of RFC 6750 §3.1.
/// The text is the precise reason, which the caller never sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// 200.
    Accepted,
    /// 400: no token has such characters. (The reason is that of a verifier which gets it anyway.)
    InvalidRequest(String),
    /// 401.
    InvalidToken(String),
    /// 403: the token is good, but not for this.
    InsufficientScope,
}

/// The whole table.
///
/// # Errors
/// If a key of the table cannot be read.
pub fn cases() -> anyhow::Result<Vec<Case>> {
    let keys = &Keys::load()?;
    let files = [
        algorithm::cases(keys),
        embedded_key::cases(keys),
        kid::cases(keys),
        typ_and_crit::cases(keys),
        encoding::cases(keys),
        json::cases(keys),
        signature::cases(keys),
        times::cases(keys),
        claims::cases(keys),
        key_set::cases(keys),
        families::cases(keys)?,
    ];
    Ok(files.into_iter().flatten().collect())
}

/// The public key of the table's stranger. A verifier that ends up with it has followed a token to
/// keys that are not the issuer's.
///
/// # Errors
/// If a key of the table cannot be read.
pub fn strangers_jwk() -> anyhow::Result<Value> {
    Ok(keys::jwk(&Keys::load()?.stranger))
}

impl Case {
    /// The same, with other keys of the issuer.
    fn with_keys(self, jwks: Value) -> Self {
        Self { jwks, ..self }
    }

    /// The same, with another token.
    fn with_token(self, token: String) -> Self {
        Self { token, ..self }
    }

    /// The same, at another time.
    fn at(self, now: u64) -> Self {
        Self { now, ..self }
    }
}
