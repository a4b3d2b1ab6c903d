//! # 06b: one name for one key
//!
//! Client and server find a key by its `kid`. If both compute the name from
//! the key, they need not agree on one: a thumbprint is the SHA-256 of the
//! public key as JSON. So that everybody hashes the same bytes, the JSON has
//! only the members that make the key what it is, in the order of their names,
//! and no spaces:
//!
//! - `EC`: `crv`, `kty`, `x`, `y`
//! - `OKP`: `crv`, `kty`, `x`
//! - `RSA`: `e`, `kty`, `n`
//!
//! Write the JSON that is hashed; `None` for another `kty`, and if a member is
//! not there or not a string. The values are base64url and simple names, so
//! nothing in them has to be escaped.
//!
//! Check: `cargo workshop check 06b`
//! Read: RFC 7638 §3.2 and §3.3, RFC 8037 §2

#[cfg(test)]
mod check;

use serde_json::Value;

/// The JSON whose hash is the thumbprint.
fn hashed(jwk: &Value) -> Option<String> {
    todo!("the members of {jwk} that count")
}
