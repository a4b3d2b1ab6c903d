//! Fractions are rounded: 2000.75 is 2001.
//!
//! ```text
//! fractions of a second are cut off
//!
//!   {"exp":0.5} at 60
//!     got:      Ok(())
//!     expected: Err(Expired)
//! ```

fn judge(claims: &Value, now: u64) -> Result<(), Problem> {
    let date = |v: &Value| {
        v.as_f64()
            .filter(|f| *f >= 0.0)
            .map(|f| f.round() as u64)
            .ok_or(Problem::NotADate)
    };
    let exp = date(claims.get("exp").ok_or(Problem::NoEnd)?)?;
    let nbf = claims.get("nbf").map(date).transpose()?.unwrap_or(0);
    if now >= exp.saturating_add(LEEWAY) {
        Err(Problem::Expired)
    } else if now.saturating_add(LEEWAY) < nbf {
        Err(Problem::NotYetValid)
    } else {
        Ok(())
    }
}
