//! `TODAY` is `today`.
//!
//! ```text
//! a kid that is alike is unknown
//!
//!   the token says kid Some("Today"), the issuer has ["secret", "yesterday", "today", "for-all", "shared"]
//!     got:      Ok("today")
//!     expected: Err(Unknown)
//! ```

fn choose<'a>(keys: &'a [Jwk], kid: Option<&str>) -> Result<&'a Jwk, Refusal> {
    let kid = kid.ok_or(Refusal::NoName)?;
    let key = keys
        .iter()
        .find(|key| key.kid.eq_ignore_ascii_case(kid))
        .ok_or(Refusal::Unknown)?;
    if key.kty != "RSA" || key.public_key_use.is_some_and(|it| it != "sig") {
        return Err(Refusal::NotForSignatures);
    }
    Ok(key)
}
