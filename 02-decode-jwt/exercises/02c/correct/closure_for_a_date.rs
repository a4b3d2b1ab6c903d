//! A closure for a date, and saturating sums.

fn judge(claims: &Value, now: u64) -> Result<(), Problem> {
    let date = |v: &Value| -> Result<u64, Problem> {
        let f = v.as_f64().ok_or(Problem::NotADate)?;
        if f < 0.0 {
            return Err(Problem::NotADate);
        }
        Ok(f as u64)
    };
    let exp = date(claims.get("exp").ok_or(Problem::NoEnd)?)?;
    let nbf = match claims.get("nbf") {
        Some(v) => Some(date(v)?),
        None => None,
    };
    if now >= exp.saturating_add(LEEWAY) {
        return Err(Problem::Expired);
    }
    if let Some(nbf) = nbf {
        if now.saturating_add(LEEWAY) < nbf {
            return Err(Problem::NotYetValid);
        }
    }
    Ok(())
}
