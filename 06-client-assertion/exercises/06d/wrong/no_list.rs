//! A list is refused, though one name may be in one.
//!
//! ```text
//! the repaired server accepts its own name
//!
//!   an assertion for ["https://bank.example"] at "https://bank.example"
//!     got:      false
//!     expected: true
//! ```

fn name() -> String {
    "https://bank.example.attacker.example".to_owned()
}

fn is_for_us(aud: &Value, us: &str) -> bool {
    aud == us
}
