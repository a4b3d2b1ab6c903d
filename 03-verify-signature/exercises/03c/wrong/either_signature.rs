//! RS256, or else HS256 with the public key.
//!
//! ```text
//! the repaired server refuses the forged token
//!
//!   it accepts your own forgery with {"scope":"admin"}
//! ```

fn accepts(token: &str, key: &[u8]) -> bool {
    decode_jwt::split(token).is_ok_and(|it| {
        weak::issuer::signed_rs256(key, it.signing_input, it.signature)
            || hs256(key, it.signing_input) == it.signature
    })
}
