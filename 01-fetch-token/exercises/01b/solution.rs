//! # 01b, a solution
//!
//! Once encoded, neither the id nor the secret can contain the colon that
//! divides them, or a character beyond ASCII, for which Basic has no agreed
//! encoding.

#[cfg(test)]
mod check;

use base64::{Engine, prelude::BASE64_STANDARD};
use form_urlencoded::byte_serialize;

/// The value of the header `Authorization`.
fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret));
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
