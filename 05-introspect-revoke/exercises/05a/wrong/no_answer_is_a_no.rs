//! # 05a, wrong: no answer is a no
//!
//! Safe, but wrong: when our own secret has expired, every client is told that
//! its token is bad.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use serde_json::Value;

/// The issuer has said nothing about the token.
#[derive(Debug, PartialEq)]
struct NoAnswer;

/// Whether the token is active, by the issuer's answer.
fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let active = body.get("active").and_then(Value::as_bool);
    if status >= 500 {
        return Err(NoAnswer);
    }
    Ok(active.unwrap_or(false))
}
