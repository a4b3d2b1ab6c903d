//! # 03c, wrong: forbids hs256
//!
//! A list of what is forbidden. The same attack with HS384 is not on it.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use decode_jwt::decode;
use weak::hs256;

/// A token with this payload (JSON) that the weak server accepts. `key` is public.
fn forge(payload: &str, key: &[u8]) -> String {
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let input = format!("{}.{}", encode(r#"{"alg":"HS256"}"#), encode(payload));
    let signature = hs256(key, &input);
    format!("{input}.{signature}")
}

/// The repaired server: whether it lets the token in. `key` is the issuer's public key.
fn accepts(token: &str, key: &[u8]) -> bool {
    let Ok(decoded) = decode(token) else {
        return false;
    };
    let alg = decoded.header.get("alg").and_then(|alg| alg.as_str());
    alg != Some("HS256") && weak::accepts(token, key)
}
