//! The header is checked, the payload is unwrapped.
//!
//! ```text
//! padding is not part of a token
//!
//!   your code panicked with a header or a payload of "e30=", with padding:
//!   called `Result::unwrap()` on an `Err` value: Invalid padding
//! ```

fn decode(token: &str) -> Option<(Value, Value)> {
    use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
    let [header, payload, _] = token.split('.').collect::<Vec<_>>()[..] else {
        return None;
    };
    let header = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    let payload = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    Some((header, payload))
}
