//! The leeway makes `nbf` later instead of earlier: a fresh token is refused
//! for a minute.
//!
//! ```text
//! it begins at nbf less the leeway
//!
//!   {"nbf":1000,"exp":2000} at 1000
//!     got:      Err(NotYetValid)
//!     expected: Ok(())
//! ```

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
        Some(nbf) if now < nbf.saturating_add(LEEWAY) => Err(Problem::NotYetValid),
        _ => Ok(()),
    }
}
