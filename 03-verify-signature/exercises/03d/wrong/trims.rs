//! Spaces around the name are ignored.
//!
//! ```text
//! a name that is alike is another
//!
//!   is a token for us, if aud is " test_api_resource" and we are "test_api_resource"?
//!     got:      true
//!     expected: false
//! ```

fn is_for(us: &str, aud: Option<&Value>) -> bool {
    let same = |name: &str| name.trim() == us;
    match aud {
        Some(Value::String(text)) => same(text),
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).any(same),
        _ => false,
    }
}
