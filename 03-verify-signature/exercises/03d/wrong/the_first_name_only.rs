//! Keycloak puts "account" first for many clients, and then our name.
//!
//! ```text
//! we need not be the first
//!
//!   is a token for us, if aud is ["account","test_api_resource"] and we are "test_api_resource"?
//!     got:      false
//!     expected: true
//! ```

fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        Some(Value::String(one)) => one == us,
        Some(Value::Array(many)) => many.first().is_some_and(|one| one == us),
        _ => false,
    }
}
