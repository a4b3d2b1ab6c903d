//! If there is one key only, it is taken whatever the token says. Keys that are
//! gone look valid that way.
//!
//! ```text
//! without kid there is no key
//!
//!   the token says kid None, the issuer has ["yesterday"]
//!     got:      Ok("yesterday")
//!     expected: Err(NoName)
//! ```

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
