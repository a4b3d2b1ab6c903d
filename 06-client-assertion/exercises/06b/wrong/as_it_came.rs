//! The key as it was sent.
//!
//! ```text
//! ```

fn hashed(jwk: &Value) -> Option<String> {
    jwk.get("kty")?;
    Some(jwk.to_string())
}
