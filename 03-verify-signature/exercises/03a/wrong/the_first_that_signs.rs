//! # 03a, wrong: the first that signs
//!
//! The name is not looked at. It works until the issuer has two signing keys:
//! on the day it rotates.

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
    kid.ok_or(Refusal::NoName)?;
    keys.iter()
        .find(|key| key.kty == "RSA" && key.public_key_use.is_none_or(|it| it == "sig"))
        .ok_or(Refusal::NotForSignatures)
}
