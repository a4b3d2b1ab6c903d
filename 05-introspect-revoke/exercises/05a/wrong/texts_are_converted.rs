//! The string `"true"` is taken for `true`.
//!
//! ```text
//! what is not a boolean is no answer
//!
//!   200 {"active": "true"}
//!     got:      Ok(true)
//!     expected: Err(NoAnswer)
//! ```

fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    if status != 200 {
        return Err(NoAnswer);
    }
    let v: serde_json::Value = serde_json::from_str(body).map_err(|_| NoAnswer)?;
    match &v["active"] {
        serde_json::Value::Bool(active) => Ok(*active),
        serde_json::Value::String(text) => text.parse().map_err(|_| NoAnswer),
        _ => Err(NoAnswer),
    }
}
