//! WEAK ON PURPOSE: a server that lets the token choose what its key is for. Its issuer is sound.

#[path = "../issuer.rs"]
#[allow(clippy::duplicate_mod, reason = "each exercise stands by itself")]
pub(super) mod issuer;

use aws_lc_rs::hmac::{self, HMAC_SHA256, HMAC_SHA384, Key};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use decode_jwt::{decode, split};
use issuer::signed_rs256;

/// An HS256 signature, encoded.
pub(super) fn hs256(secret: &[u8], signing_input: &str) -> String {
    let signature = hmac::sign(&Key::new(HMAC_SHA256, secret), signing_input.as_bytes());
    BASE64_URL_SAFE_NO_PAD.encode(signature)
}

pub(super) fn accepts(token: &str, key: &[u8]) -> bool {
    let (Ok(decoded), Ok(segments)) = (decode(token), split(token)) else {
        return false;
    };
    let input = segments.signing_input;
    let by_secret = |algorithm| {
        hmac::verify(
            &Key::new(algorithm, key),
            input.as_bytes(),
            &decoded.signature,
        )
        .is_ok()
    };
    match decoded.header.get("alg").and_then(|alg| alg.as_str()) {
        Some("RS256") => signed_rs256(key, input, segments.signature),
        Some("HS256") => by_secret(HMAC_SHA256),
        Some("HS384") => by_secret(HMAC_SHA384),
        _ => false,
    }
}
