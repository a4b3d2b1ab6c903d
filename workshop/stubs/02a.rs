//! # 02a: decode a token by hand
//!
//! A token is three parts with dots in between. The first two are JSON in
//! base64url: the alphabet of base64 with `-` for `+` and `_` for `/`, and no
//! `=` at the end. Take one apart and return its header and its payload, or
//! `None` if it is not a token.
//!
//! Nothing is verified here. The lesson is that anyone can do what you do here,
//! in both directions.
//!
//! Check: `cargo workshop check 02a`
//! Read: RFC 7515 §7.1 and §2 (base64url), RFC 7519 §3

#[cfg(test)]
mod check;

use serde_json::Value;

/// The header and the payload of a token.
fn decode(token: &str) -> Option<(Value, Value)> {
    todo!("take a token of {} bytes apart", token.len())
}
