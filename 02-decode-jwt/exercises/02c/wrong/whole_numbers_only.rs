//! `as_u64` is `None` for 1680599691.5, and `unwrap_or(0)` makes a date of
//! everything else.
//!
//! ```text
//! fractions of a second are cut off
//!
//!   {"exp":1.0} at 60
//!     got:      Err(Expired)
//!     expected: Ok(())
//! ```

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
