//! The key for encryption has the right name, so it verifies signatures, too.
//!
//! ```text
//! a key for something else does not verify
//!
//!   the token says kid Some("secret"), the issuer has ["secret", "yesterday", "today", "for-all", "shared"]
//!     got:      Ok("secret")
//!     expected: Err(NotForSignatures)
//! ```

fn choose<'a>(keys: &'a [Jwk], kid: Option<&str>) -> Result<&'a Jwk, Refusal> {
    let kid = kid.ok_or(Refusal::NoName)?;
    keys.iter()
        .find(|key| key.kid == kid)
        .ok_or(Refusal::Unknown)
}
