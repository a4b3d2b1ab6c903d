//! `as_u64` for `nbf`: 1000.5 is not taken for a date.
//!
//! ```text
//! fractions of a second are cut off
//!
//!   {"nbf":0.0,"exp":1000000} at 0
//!     got:      Err(NotADate)
//!     expected: Ok(())
//! ```

fn judge(claims: &Value, now: u64) -> Result<(), Problem> {
    let exp = claims
        .get("exp")
        .ok_or(Problem::NoEnd)?
        .as_f64()
        .filter(|f| *f >= 0.0)
        .ok_or(Problem::NotADate)? as u64;
    let nbf = match claims.get("nbf") {
        None => 0,
        Some(v) => v.as_u64().ok_or(Problem::NotADate)?,
    };
    if now >= exp.saturating_add(LEEWAY) {
        Err(Problem::Expired)
    } else if now.saturating_add(LEEWAY) < nbf {
        Err(Problem::NotYetValid)
    } else {
        Ok(())
    }
}
