//! Without `aud` a token is for nobody in particular. That is not the same as
//! for everybody.
//!
//! ```text
//! without an audience it is for nobody
//!
//!   accepted, though there is no aud
//! ```

fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        None => true,
        Some(Value::String(one)) => one == us,
        Some(Value::Array(many)) => many.iter().any(|one| one == us),
        Some(_) => false,
    }
}
