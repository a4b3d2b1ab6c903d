//! # 03d, wrong: absent is for all
//!
//! Without `aud` a token is for nobody in particular. That is not the same as
//! for everybody.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use serde_json::Value;

/// Whether the claim `aud` has `us` among its names.
fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        None => true,
        Some(Value::String(one)) => one == us,
        Some(Value::Array(many)) => many.iter().any(|one| one == us),
        Some(_) => false,
    }
}
