//! A match with as_str.

fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        None => false,
        Some(Value::String(s)) => s == us,
        Some(Value::Array(a)) => a.iter().any(|v| v.as_str() == Some(us)),
        Some(_) => false,
    }
}
