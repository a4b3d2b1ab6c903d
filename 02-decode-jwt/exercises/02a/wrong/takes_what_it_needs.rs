//! # 02a, wrong: takes what it needs
//!
//! The first two parts are taken, and nobody looks at what follows, or whether
//! anything does.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

/// The header and the payload of a token.
fn decode(token: &str) -> Option<(Value, Value)> {
    let mut parts = token.split('.');
    let json = |part: &str| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    Some((json(parts.next()?)?, json(parts.next()?)?))
}
