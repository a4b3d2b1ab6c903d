//! `exp + LEEWAY` overflows: an `exp` of 1e20 ends the program.
//!
//! ```text
//! an absurd date is not a crash
//!
//!   your code panicked with {"exp":1e+20} at 1500:
//!   attempt to add with overflow
//! ```

fn judge(claims: &Value, now: u64) -> Result<(), Problem> {
    let date = |v: &Value| {
        v.as_f64()
            .filter(|f| *f >= 0.0)
            .map(|f| f as u64)
            .ok_or(Problem::NotADate)
    };
    let exp = date(claims.get("exp").ok_or(Problem::NoEnd)?)?;
    let nbf = claims.get("nbf").map(date).transpose()?.unwrap_or(0);
    if now >= exp + LEEWAY {
        Err(Problem::Expired)
    } else if now + LEEWAY < nbf {
        Err(Problem::NotYetValid)
    } else {
        Ok(())
    }
}
