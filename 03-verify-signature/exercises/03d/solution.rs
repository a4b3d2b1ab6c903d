//! # 03d, a solution
//!
//! RFC 7519 has the short form with one string because most tokens are for one
//! API.

#[cfg(test)]
mod check;

use serde_json::Value;

/// Whether the claim `aud` has `us` among its names.
fn is_for(us: &str, aud: Option<&Value>) -> bool {
    match aud {
        Some(Value::String(one)) => one == us,
        Some(Value::Array(many)) => many.iter().any(|one| one == us),
        _ => false,
    }
}
