//! A list of what is forbidden: a key for another use than `enc` is let in.
//!
//! ```text
//! only rsa keys for signatures or for anything do
//!
//!   kty is "RSA" and use Some("SIG")
//!     got:      Ok(Jwk { kid: "mine", kty: "RSA", public_key_use: Some("SIG") })
//!     expected: Err(NotForSignatures)
//! ```

fn choose<'a>(keys: &'a [Jwk], kid: Option<&str>) -> Result<&'a Jwk, Refusal> {
    let kid = kid.ok_or(Refusal::NoName)?;
    let key = keys
        .iter()
        .find(|key| key.kid == kid)
        .ok_or(Refusal::Unknown)?;
    if key.kty != "RSA" || key.public_key_use == Some("enc") {
        return Err(Refusal::NotForSignatures);
    }
    Ok(key)
}
