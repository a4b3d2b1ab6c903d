//! A member that is not a string ends the program.
//!
//! ```text
//! without an audience it is for nobody
//!
//!   your code panicked with aud is [["test_api_resource"]] and we are "test_api_resource":
//!   called `Option::unwrap()` on a `None` value
//! ```

fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        Some(Value::Array(many)) => many.iter().any(|one| one.as_str().unwrap() == us),
        Some(one) => one.as_str() == Some(us),
        None => false,
    }
}
