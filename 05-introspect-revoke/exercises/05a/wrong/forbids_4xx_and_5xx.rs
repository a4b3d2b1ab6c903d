//! A list of what is forbidden: 302 is not on it.
//!
//! ```text
//! another status is no answer
//!
//!   201 {"active": true}
//!     got:      Ok(true)
//!     expected: Err(NoAnswer)
//! ```

fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    if status >= 400 {
        return Err(NoAnswer);
    }
    let v: serde_json::Value = serde_json::from_str(body).map_err(|_| NoAnswer)?;
    v.get("active").and_then(|a| a.as_bool()).ok_or(NoAnswer)
}
