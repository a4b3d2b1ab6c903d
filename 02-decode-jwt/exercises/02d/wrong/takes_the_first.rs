//! # 02d, wrong: takes the first
//!
//! Now the API agrees with this gateway. It will not agree with the next one.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

use serde_json::Value;

/// A payload that is `read` to the gateway and `admin` to the API.
fn forge() -> String {
    r#"{"scope":"read","scope":"admin"}"#.to_owned()
}

/// The scope of a payload that means the same to every reader; `None` if it has none, or is not such
/// a payload.
fn scope(payload: &str) -> Option<String> {
    let json: Value = serde_json::from_str(payload).ok()?;
    json.get("scope")?;
    let after = payload.split("\"scope\":").nth(1)?;
    Some(after.split('"').nth(1)?.to_owned())
}
