//! # 03a, wrong: for any use
//!
//! The key for encryption has the right name, so it verifies signatures, too.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// A key as the issuer publishes it.
#[derive(Debug, PartialEq)]
struct Jwk {
    kid: &'static str,
    kty: &'static str,
    /// The member `use`.
    public_key_use: Option<&'static str>,
}

#[derive(Debug, PartialEq)]
enum Refusal {
    NoName,
    Unknown,
    NotForSignatures,
}

/// The key for a token with this `kid`.
fn choose<'a>(keys: &'a [Jwk], kid: Option<&str>) -> Result<&'a Jwk, Refusal> {
    let kid = kid.ok_or(Refusal::NoName)?;
    keys.iter()
        .find(|key| key.kid == kid)
        .ok_or(Refusal::Unknown)
}
