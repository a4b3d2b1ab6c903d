//! A slash at the end does not matter, does it?
//!
//! ```text
//! the repaired server compares character by character
//!
//!   an assertion for "https://bank.example/" at "https://bank.example"
//!     got:      true
//!     expected: false
//! ```

fn name() -> String {
    "https://bank.example.attacker.example".to_owned()
}

fn is_for_us(aud: &Value, us: &str) -> bool {
    let ours = |aud: &Value| aud.as_str().is_some_and(|aud| aud.trim_end_matches('/') == us.trim_end_matches('/'));
    match aud {
        Value::Array(several) => several.len() == 1 && ours(&several[0]),
        aud => ours(aud),
    }
}
