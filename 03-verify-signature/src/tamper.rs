//! What an attacker without the key can do.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use decode_jwt::{DecodeError, decode, split};
use serde_json::Value;

/// The token with another value for one claim, and the signature of the original.
///
/// The result is a well-formed JWT: step 02 decodes it without complaint.
///
/// # Errors
/// [`DecodeError`] if `token` is not a JWT.
pub fn tamper(token: &str, claim: &str, value: Value) -> Result<String, DecodeError> {
    let mut payload = decode(token)?.payload;
    payload.insert(claim.to_owned(), value);
    let payload = BASE64_URL_SAFE_NO_PAD.encode(Value::Object(payload).to_string());
    let segments = split(token)?;
    Ok(format!(
        "{}.{payload}.{}",
        segments.header, segments.signature
    ))
}
