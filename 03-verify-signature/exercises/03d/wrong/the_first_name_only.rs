//! # 03d, wrong: the first name only
//!
//! Keycloak puts "account" first for many clients, and then our name.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use serde_json::Value;

/// Whether the claim `aud` has `us` among its names.
fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        Some(Value::String(one)) => one == us,
        Some(Value::Array(many)) => many.first().is_some_and(|one| one == us),
        _ => false,
    }
}
