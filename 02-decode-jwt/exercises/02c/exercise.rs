//! # 02c: read the times
//!
//! A NumericDate is a JSON number: seconds since 1970-01-01 in UTC, fractions
//! allowed. `exp` is the moment on or after which a token must not be accepted,
//! `nbf` the one before which it must not. Because two clocks never agree,
//! `LEEWAY` seconds are tolerated on either side.
//!
//! Check the times of a payload. `exp` is required, `nbf` is optional. Cut
//! fractions off. No number that a stranger sends may crash the program.
//!
//! Check: `cargo workshop check 02c`
//! Read: RFC 7519 §2 (NumericDate), §4.1.4 and §4.1.5

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
    todo!("check {claims} at {now}, with {LEEWAY} s of leeway")
}
