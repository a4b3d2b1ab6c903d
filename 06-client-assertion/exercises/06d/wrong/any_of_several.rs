//! Ours is somewhere in the list.
//!
//! ```text
//! the repaired server refuses what is for others as well
//!
//!   an assertion for ["https://bank.example","https://other.example"] at "https://bank.example"
//!     got:      true
//!     expected: false
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
