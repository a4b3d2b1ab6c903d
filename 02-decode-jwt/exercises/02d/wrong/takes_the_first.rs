//! Now the API agrees with this gateway. It will not agree with the next one.
//!
//! ```text
//! the repaired api reads a good payload
//!
//!   what the repaired API reads in {"iss": "\\", "scope": "a\"b\\c"}
//!     got:      Some("a\\")
//!     expected: Some("a\"b\\c")
//! ```

use serde_json::Value;

fn scope(payload: &str) -> Option<String> {
    let json: Value = serde_json::from_str(payload).ok()?;
    json.get("scope")?;
    let after = payload.split("\"scope\":").nth(1)?;
    Some(after.split('"').nth(1)?.to_owned())
}
