//! Ours is somewhere in the list.
//!
//! ```text
//! ```

fn name() -> String {
    "https://bank.example.attacker.example".to_owned()
}

fn is_for_us(aud: &Value, us: &str) -> bool {
    match aud {
        Value::String(one) => one == us,
        Value::Array(several) => several.iter().any(|one| one == us),
        _ => false,
    }
}
