//! # 02c, a solution
//!
//! The leeway always favours the token: the end comes later, the beginning
//! earlier. Both sums saturate, because a stranger may send any number.

#[cfg(test)]
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

/// Checks `exp` and `nbf` at the time `now`, in seconds since 1970.
fn judge(claims: &Value, now: u64) -> Result<(), Problem> {
    let date = |claim: &str| match claims.get(claim).map(Value::as_f64) {
        None => Ok(None),
        Some(Some(seconds)) if seconds >= 0.0 => Ok(Some(seconds as u64)),
        Some(_) => Err(Problem::NotADate),
    };
    let exp = date("exp")?.ok_or(Problem::NoEnd)?;
    if now >= exp.saturating_add(LEEWAY) {
        return Err(Problem::Expired);
    }
    match date("nbf")? {
        Some(nbf) if now.saturating_add(LEEWAY) < nbf => Err(Problem::NotYetValid),
        _ => Ok(()),
    }
}
