//! The key as it was sent.
//!
//! ```text
//! the order is that of the names
//!
//!   what is hashed of {"y":"bb","x":"aa","kty":"EC","crv":"P-256"}
//!     got:      Some("{\"y\":\"bb\",\"x\":\"aa\",\"kty\":\"EC\",\"crv\":\"P-256\"}")
//!     expected: Some("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"aa\",\"y\":\"bb\"}")
//! ```

fn hashed(jwk: &Value) -> Option<String> {
    jwk.get("kty")?;
    Some(jwk.to_string())
}
