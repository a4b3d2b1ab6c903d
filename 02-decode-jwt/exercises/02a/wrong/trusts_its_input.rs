//! `unwrap` on what a stranger has sent: one bad token stops the program.
//!
//! ```text
//! padding is not part of a token
//!
//!   your code panicked with a header or a payload of "e30=", with padding:
//!   called `Result::unwrap()` on an `Err` value: Invalid padding
//! ```

fn decode(token: &str) -> Option<(Value, Value)> {
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, _signature] = parts[..] else {
        return None;
    };
    let json = |part: &str| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    Some((json(header), json(payload)))
}
