//! # 02c, wrong: whole numbers only
//!
//! `as_u64` is `None` for 1680599691.5, and `unwrap_or(0)` makes a date of
//! everything else.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use serde_json::Value;

/// By how much the clocks of issuer and API may differ, in seconds.
const LEEWAY: u64 = 60;

#[derive(Debug, PartialEq)]
enum Problem {
    /// There is no `exp`.
    NoEnd,
    /// `exp` or `nbf` is not a number, or before 1970.
    NotADate,
    Expired,
    NotYetValid,
}

/// Judges `exp` and `nbf` at the time `now`, in seconds since 1970.
fn judge(claims: &Value, now: u64) -> Result<(), Problem> {
    let date = |claim: &str| Some(claims.get(claim)?.as_u64().unwrap_or(0));
    let exp = date("exp").ok_or(Problem::NoEnd)?;
    if now >= exp.saturating_add(LEEWAY) {
        return Err(Problem::Expired);
    }
    match date("nbf") {
        Some(nbf) if now.saturating_add(LEEWAY) < nbf => Err(Problem::NotYetValid),
        _ => Ok(()),
    }
}
