//! # 01b, wrong: no form encoding
//!
//! The way of RFC 7617, as curl does it with `-u`. It works until there is a
//! `%` in the secret.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use base64::{Engine, prelude::BASE64_STANDARD};

/// The value of the header `Authorization`.
fn basic(id: &str, secret: &str) -> String {
    let pair = format!("{id}:{secret}");
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
