//! A loop with a return in it.

fn choose<'a>(keys: &'a [Jwk], kid: Option<&str>) -> Result<&'a Jwk, Refusal> {
    let Some(kid) = kid else {
        return Err(Refusal::NoName);
    };
    for key in keys {
        if key.kid == kid {
            let for_signing = key.kty == "RSA" && matches!(key.public_key_use, None | Some("sig"));
            return if for_signing {
                Ok(key)
            } else {
                Err(Refusal::NotForSignatures)
            };
        }
    }
    Err(Refusal::Unknown)
}
