//! The string is taken for a list, as `scope` is one: "account test_api_resource" is let in.
//!
//! ```text
//! a name that is alike is another
//!
//!   is a token for us, if aud is " test_api_resource" and we are "test_api_resource"?
//!     got:      true
//!     expected: false
//! ```

fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        Some(Value::String(text)) => text.split(' ').any(|name| name == us),
        Some(Value::Array(many)) => many.iter().any(|one| one == us),
        _ => false,
    }
}
