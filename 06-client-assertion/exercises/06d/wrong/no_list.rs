//! A list is refused, though one name may be in one.
//!
//! ```text
//! ```

fn name() -> String {
    "https://bank.example.attacker.example".to_owned()
}

fn is_for_us(aud: &Value, us: &str) -> bool {
    aud == us
}
