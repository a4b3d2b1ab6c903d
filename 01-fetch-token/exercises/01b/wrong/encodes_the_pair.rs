//! # 01b, wrong: encodes the pair
//!
//! The form-encoding comes after the colon, and makes `%3A` of it: the server
//! finds no colon.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use base64::{Engine, prelude::BASE64_STANDARD};
use form_urlencoded::byte_serialize;

/// The value of the header `Authorization`.
fn basic(id: &str, secret: &str) -> String {
    let pair = format!("{id}:{secret}");
    let pair: String = byte_serialize(pair.as_bytes()).collect();
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
