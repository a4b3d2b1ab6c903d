//! # 02d, a solution
//!
//! A signature does not help here: the issuer must not sign such a payload, and
//! the reader must not accept it. Two readers that agree by chance are not a
//! defence; one that refuses is.

#[cfg(test)]
mod check;
mod weak;

use decode_jwt::{Part, parse_object};

/// A payload that is `read` to the gateway and `admin` to the API.
fn forge() -> String {
    r#"{"scope":"read","scope":"admin"}"#.to_owned()
}

/// The scope of a payload that means the same to every reader; `None` if it has none, or is not such
/// a payload.
fn scope(payload: &str) -> Option<String> {
    let members = parse_object(Part::Payload, payload.as_bytes()).ok()?;
    Some(members.get("scope")?.as_str()?.to_owned())
}
