//! What is not `false` is a yes. A server that answers `{"active": "false"}`
//! lets everybody in.
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
    let body: Value = serde_json::from_str(body).map_err(|_| NoAnswer)?;
    let active = body.get("active").ok_or(NoAnswer)?;
    Ok(*active != Value::Bool(false))
}
