//! # 03d, wrong: finds pieces
//!
//! `contains` on a text means "a piece of it": the token for
//! `test_api_resource_2` is let in.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use serde_json::Value;

/// Whether the claim `aud` has `us` among its names.
fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        Some(Value::String(one)) => one.contains(us),
        Some(Value::Array(many)) => many.iter().any(|one| one == us),
        _ => false,
    }
}
