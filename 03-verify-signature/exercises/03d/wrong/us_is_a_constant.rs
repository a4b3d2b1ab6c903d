//! `us` is not used.
//!
//! ```text
//! a token for us is for us
//!
//!   is a token for us, if aud is "https://api.example/v1" and we are "https://api.example/v1"?
//!     got:      false
//!     expected: true
//! ```

fn is_for(_us: &str, aud: Option<&Value>) -> bool {
    let us = "test_api_resource";
    match aud {
        Some(Value::String(text)) => text == us,
        Some(Value::Array(many)) => many.iter().any(|one| one == us),
        _ => false,
    }
}
