//! # 05a, wrong: anything but false
//!
//! What is not `false` is a yes. A server that answers `{"active": "false"}`
//! lets everybody in.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use serde_json::Value;

/// The issuer has said nothing about the token.
#[derive(Debug, PartialEq)]
struct NoAnswer;

/// Whether the token is active, by the issuer's answer.
fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    if status != 200 {
        return Err(NoAnswer);
    }
    let body: Value = serde_json::from_str(body).map_err(|_| NoAnswer)?;
    let active = body.get("active").ok_or(NoAnswer)?;
    Ok(*active != Value::Bool(false))
}
