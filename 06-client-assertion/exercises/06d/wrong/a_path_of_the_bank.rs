//! A path at the bank, which is not the attacker's.
//!
//! ```text
//! the name is the attackers
//!
//!   "https://bank.example/attacker.example" is not below .attacker.example
//! ```

fn name() -> String {
    "https://bank.example/attacker.example".to_owned()
}

fn is_for_us(aud: &Value, us: &str) -> bool {
    match aud {
        Value::String(one) => one == us,
        Value::Array(several) => several.len() == 1 && several[0] == us,
        _ => false,
    }
}
