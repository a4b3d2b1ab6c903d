//! # 02d, wrong: the other way round
//!
//! The order is the one that the gateway refuses: it reads the first.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

use decode_jwt::{Part, parse_object};

/// A payload that is `read` to the gateway and `admin` to the API.
fn forge() -> String {
    r#"{"scope":"admin","scope":"read"}"#.to_owned()
}

/// The scope of a payload that means the same to every reader; `None` if it has none, or is not such
/// a payload.
fn scope(payload: &str) -> Option<String> {
    let members = parse_object(Part::Payload, payload.as_bytes()).ok()?;
    Some(members.get("scope")?.as_str()?.to_owned())
}
