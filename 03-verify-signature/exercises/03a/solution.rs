//! # 03a, a solution
//!
//! One kid, one key. A verifier that tries all keys until one fits also uses
//! those that were published for something else, and each forgery costs it as
//! many signature checks as there are keys.

#[cfg(test)]
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
    let key = keys
        .iter()
        .find(|key| key.kid == kid)
        .ok_or(Refusal::Unknown)?;
    if key.kty == "RSA" && key.public_key_use.is_none_or(|it| it == "sig") {
        Ok(key)
    } else {
        Err(Refusal::NotForSignatures)
    }
}
