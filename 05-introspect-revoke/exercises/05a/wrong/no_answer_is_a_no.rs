//! Safe, but wrong: when our own secret has expired, every client is told that
//! its token is bad.
//!
//! ```text
//! what is not a boolean is no answer
//!
//!   200 {"active": "true"}
//!     got:      Ok(false)
//!     expected: Err(NoAnswer)
//! ```

fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let active = body.get("active").and_then(Value::as_bool);
    if status >= 500 {
        return Err(NoAnswer);
    }
    Ok(active.unwrap_or(false))
}
