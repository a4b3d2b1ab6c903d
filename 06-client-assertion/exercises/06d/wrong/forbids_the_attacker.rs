//! The one attacker that is known is kept out.
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
    let ours = |aud: &Value| aud.as_str().is_some_and(|aud| aud.starts_with(us) && !aud.contains("attacker"));
    match aud {
        Value::Array(several) => several.len() == 1 && ours(&several[0]),
        aud => ours(aud),
    }
}
