//! # 02d, wrong: searches the text
//!
//! It counts how often the name stands in the text. JSON can write it in
//! another way.

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
    if payload.matches("\"scope\"").count() != 1 {
        return None;
    }
    let payload: Value = serde_json::from_str(payload).ok()?;
    Some(payload.get("scope")?.as_str()?.to_owned())
}
