//! `map_err` and `ok_or`.

fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    if status != 200 {
        return Err(NoAnswer);
    }
    let v: serde_json::Value = serde_json::from_str(body).map_err(|_| NoAnswer)?;
    v.get("active").and_then(|a| a.as_bool()).ok_or(NoAnswer)
}
