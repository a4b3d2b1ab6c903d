//! # 05a, wrong: only the status
//!
//! 200 means yes. But the issuer answers 200 for inactive tokens as well.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// The issuer has said nothing about the token.
#[derive(Debug, PartialEq)]
struct NoAnswer;

/// Whether the token is active, by the issuer's answer.
fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    match status {
        200 if body.starts_with('{') => Ok(true),
        _ => Err(NoAnswer),
    }
}
