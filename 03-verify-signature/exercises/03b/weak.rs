//! WEAK ON PURPOSE: a server that lets the token choose how it is verified. Its issuer is sound.

#[path = "../issuer.rs"]
#[allow(clippy::duplicate_mod, reason = "each exercise stands by itself")]
pub(super) mod issuer;

use decode_jwt::{decode, split};
use issuer::signed_rs256;

pub(super) fn accepts(token: &str, key: &[u8]) -> bool {
    let (Ok(decoded), Ok(segments)) = (decode(token), split(token)) else {
        return false;
    };
    let alg = decoded
        .header
        .get("alg")
        .and_then(|alg| alg.as_str())
        .unwrap_or_default();
    match alg.to_ascii_lowercase().as_str() {
        "rs256" => signed_rs256(key, segments.signing_input, segments.signature),
        "none" => true,
        _ => false,
    }
}
