//! # 01b, wrong: alphabet of tokens
//!
//! base64url is for tokens (step 02). Basic has the older alphabet, with `+`,
//! `/` and padding.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use form_urlencoded::byte_serialize;

/// The value of the header `Authorization`.
fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret));
    format!("Basic {}", BASE64_URL_SAFE_NO_PAD.encode(pair))
}
