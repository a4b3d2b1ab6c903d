//! # 03a, wrong: the only one will do
//!
//! If there is one key only, it is taken whatever the token says. Keys that are
//! gone look valid that way.

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
    if let [only] = keys {
        return Ok(only);
    }
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
