//! It refuses every payload with a backslash, and searches the text.
//!
//! ```text
//! the repaired api reads a good payload
//!
//!   what the repaired API reads in {"iss": "\\", "scope": "a\"b\\c"}
//!     got:      None
//!     expected: Some("a\"b\\c")
//! ```

use serde_json::Value;

fn scope(payload: &str) -> Option<String> {
    if payload.contains('\\') {
        return None;
    }
    let value: Value = serde_json::from_str(payload).ok()?;
    let mut pieces: Vec<&str> = payload.split('"').collect();
    let mut names = Vec::new();
    while pieces.len() > 1 {
        let rest = pieces.split_off(1);
        if rest
            .get(1)
            .is_some_and(|after| after.trim_start().starts_with(':'))
        {
            if names.contains(&rest[0]) {
                return None;
            }
            names.push(rest[0]);
        }
        pieces = rest;
    }
    value.get("scope")?.as_str().map(String::from)
}
