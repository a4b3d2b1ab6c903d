//! `contains` on a text means "a piece of it": the token for
//! `test_api_resource_2` is let in.
//!
//! ```text
//! a token for another is not
//!
//!   is a token for us, if aud is "account" and we are "a"?
//!     got:      true
//!     expected: false
//! ```

fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        Some(Value::String(one)) => one.contains(us),
        Some(Value::Array(many)) => many.iter().any(|one| one == us),
        _ => false,
    }
}
