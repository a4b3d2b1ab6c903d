//! "On or after" is read as "after": the token lives one second longer than it
//! may.
//!
//! ```text
//! it ends at exp and the leeway
//!
//!   {"exp":2000} at 2060
//!     got:      Ok(())
//!     expected: Err(Expired)
//! ```

fn judge(claims: &Value, now: u64) -> Result<(), Problem> {
    let date = |claim: &str| match claims.get(claim).map(Value::as_f64) {
        None => Ok(None),
        Some(Some(seconds)) if seconds >= 0.0 => Ok(Some(seconds as u64)),
        Some(_) => Err(Problem::NotADate),
    };
    let exp = date("exp")?.ok_or(Problem::NoEnd)?;
    if now > exp.saturating_add(LEEWAY) {
        return Err(Problem::Expired);
    }
    match date("nbf")? {
        Some(nbf) if now.saturating_add(LEEWAY) < nbf => Err(Problem::NotYetValid),
        _ => Ok(()),
    }
}
