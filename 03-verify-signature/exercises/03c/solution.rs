//! # 03c, a solution
//!
//! The key is public, so it is worthless as a secret. The mistake is not HS256,
//! but that the sender chose it.

#[cfg(test)]
mod check;
mod weak;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use decode_jwt::{decode, split};
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
    let (Ok(decoded), Ok(segments)) = (decode(token), split(token)) else {
        return false;
    };
    let alg = decoded.header.get("alg").and_then(|alg| alg.as_str());
    alg == Some("RS256")
        && weak::issuer::signed_rs256(key, segments.signing_input, segments.signature)
}
