//! Collects, and indexes after looking at the number.

fn decode(token: &str) -> Option<(Value, Value)> {
    use base64::Engine;
    let parts: Vec<&str> = token.split('.').collect();
    if parts.len() != 3 {
        return None;
    }
    let read = |p: &str| -> Option<Value> {
        let bytes = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(p).ok()?;
        serde_json::from_slice(&bytes).ok()
    };
    Some((read(parts[0])?, read(parts[1])?))
}
