//! A token without `exp` is good forever.
//!
//! ```text
//! there must be an end
//!
//!   {"nbf":1000} at 1500
//!     got:      Ok(())
//!     expected: Err(NoEnd)
//! ```

fn judge(claims: &Value, now: u64) -> Result<(), Problem> {
    let date = |claim: &str| match claims.get(claim).map(Value::as_f64) {
        None => Ok(None),
        Some(Some(seconds)) if seconds >= 0.0 => Ok(Some(seconds as u64)),
        Some(_) => Err(Problem::NotADate),
    };
    if let Some(exp) = date("exp")?
        && now >= exp.saturating_add(LEEWAY)
    {
        return Err(Problem::Expired);
    }
    match date("nbf")? {
        Some(nbf) if now.saturating_add(LEEWAY) < nbf => Err(Problem::NotYetValid),
        _ => Ok(()),
    }
}
