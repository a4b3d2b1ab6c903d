//! The text of the example is written down.
//!
//! ```text
//! the repaired api reads a good payload
//!
//!   what the repaired API reads in {"scope":"read","iss":"me"}
//!     got:      None
//!     expected: Some("read")
//! ```

fn scope(payload: &str) -> Option<String> {
    (payload == r#"{"iss": "me", "scope": "read"}"#).then(|| "read".to_owned())
}
