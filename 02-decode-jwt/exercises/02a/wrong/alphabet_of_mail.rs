//! # 02a, wrong: alphabet of mail
//!
//! Standard base64. It works for most tokens: the letters that differ are rare
//! in encoded JSON.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use serde_json::Value;

/// The header and the payload of a token.
fn decode(token: &str) -> Option<(Value, Value)> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, _signature] = parts[..] else {
        return None;
    };
    let json = |part: &str| {
        let bytes = BASE64_STANDARD_NO_PAD.decode(part).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    Some((json(header)?, json(payload)?))
}
