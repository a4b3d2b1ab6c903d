//! The name is not looked at. It works until the issuer has two signing keys:
//! on the day it rotates.
//!
//! ```text
//! the kid decides
//!
//!   the token says kid Some("today"), the issuer has ["secret", "yesterday", "today", "for-all", "shared"]
//!     got:      Ok("yesterday")
//!     expected: Ok("today")
//! ```

fn choose<'a>(keys: &'a [Jwk], kid: Option<&str>) -> Result<&'a Jwk, Refusal> {
    kid.ok_or(Refusal::NoName)?;
    keys.iter()
        .find(|key| key.kty == "RSA" && key.public_key_use.is_none_or(|it| it == "sig"))
        .ok_or(Refusal::NotForSignatures)
}
