//! Public keys on elliptic curves: shorter than RSA, and signing with them is faster.
//!
//! | `alg` | `kty` | `crv` | lengths of the coordinates | |
//! |---|---|---|---|---|
//! | ES256 | EC | P-256 | 32 and 32 bytes | RFC 7518 §3.4, §6.2 |
//! | ES384 | EC | P-384 | 48 and 48 bytes | RFC 7518 §3.4, §6.2 |
//! | EdDSA | OKP | Ed25519 | 32 bytes | RFC 8037 §2, §3.1 |

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use serde_json::Value;

use crate::KeyDefect;
use crate::keys::Jwk;

/// How an uncompressed point begins. SEC 1 §2.3.3
const UNCOMPRESSED: u8 = 4;

/// The key of a JWK whose `kty` is EC or OKP. Its curve fixes the algorithm.
pub(crate) fn on_a_curve(jwk: &Jwk) -> Result<(Algorithm, ParsedPublicKey), KeyDefect> {
    let coordinate = |text: &Option<Value>, length| {
        let text = text.as_ref()?.as_str()?;
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        // Exactly as long as the curve's numbers, leading zeros included. RFC 7518 §6.2.1.2
        (bytes.len() == length).then_some(bytes)
    };
    let point = |length| {
        let (x, y) = (coordinate(&jwk.x, length)?, coordinate(&jwk.y, length)?);
        Some([&[UNCOMPRESSED], x.as_slice(), y.as_slice()].concat())
    };
    // aws-lc refuses a point that is not on the curve.
    let (algorithm, key) = match (jwk.kty.as_str(), jwk.crv.as_ref().and_then(Value::as_str)) {
        ("EC", Some("P-256")) => {
            let point = point(32).ok_or(KeyDefect::Point)?;
            let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
            (Algorithm::ES256, key)
        }
        ("EC", Some("P-384")) => {
            let point = point(48).ok_or(KeyDefect::Point)?;
            let key = ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point);
            (Algorithm::ES384, key)
        }
        ("OKP", Some("Ed25519")) => {
            let x = coordinate(&jwk.x, 32).ok_or(KeyDefect::Point)?;
            (Algorithm::EdDSA, ParsedPublicKey::new(&ED25519, x))
        }
        _ => return Err(KeyDefect::Curve),
    };
    Ok((algorithm, key.map_err(|_| KeyDefect::Point)?))
}
