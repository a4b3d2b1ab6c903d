//! Standard base64. It works for most tokens: the characters that differ are rare
//! in encoded JSON.
//!
//! ```text
//! characters that base64 does not have are read
//!
//!   the payload is eyJzdWIiOiLDvD8-fn4_PiJ9
//!     got:      None
//!     expected: Some((Object {}, Object {"sub": String("ü?>~~?>")}))
//! ```

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};

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
