//! # 03b, a solution
//!
//! The server chooses the algorithm, and the header can only agree with it. A
//! list of forbidden names would need every spelling of `none`, and every
//! algorithm of tomorrow.

#[cfg(test)]
mod check;
mod weak;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use decode_jwt::{decode, split};
use serde_json::Value;

/// A token with the scope `admin` that the weak server accepts, from a good one with another scope.
fn forge(token: &str) -> String {
    let Ok(mut decoded) = decode(token) else {
        return String::new();
    };
    decoded.payload.insert("scope".to_owned(), "admin".into());
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let payload = Value::Object(decoded.payload).to_string();
    format!("{}.{}.", encode(r#"{"alg":"none"}"#), encode(&payload))
}

/// The repaired server: whether it lets the token in. `key` is the issuer's public key.
fn accepts(token: &str, key: &[u8]) -> bool {
    let (Ok(decoded), Ok(segments)) = (decode(token), split(token)) else {
        return false;
    };
    let alg = decoded.header.get("alg").and_then(Value::as_str);
    alg == Some("RS256")
        && weak::issuer::signed_rs256(key, segments.signing_input, segments.signature)
}
