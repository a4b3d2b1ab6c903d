//! It counts how often the name occurs in the text. JSON can write it in
//! another way.
//!
//! ```text
//! the repaired api reads a good payload
//!
//!   what the repaired API reads in {"sc\u006fpe": "re\u0061d"}
//!     got:      None
//!     expected: Some("read")
//! ```

use serde_json::Value;

fn scope(payload: &str) -> Option<String> {
    if payload.matches("\"scope\"").count() != 1 {
        return None;
    }
    let payload: Value = serde_json::from_str(payload).ok()?;
    Some(payload.get("scope")?.as_str()?.to_owned())
}
