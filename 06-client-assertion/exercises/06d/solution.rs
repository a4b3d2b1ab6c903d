//! # 06d, a solution
//!
//! A host name is read from the right: `bank.example.attacker.example` is the
//! attacker's. A list of two names is for both, and each of the two servers
//! could use it at the other.

#[cfg(test)]
mod check;
#[cfg(test)]
mod weak;

use serde_json::Value;

/// What your server is called.
fn name() -> String {
    "https://bank.example.attacker.example".to_owned()
}

/// The repaired check: whether an assertion with this `aud` is for the server `us` alone.
fn is_for_us(aud: &Value, us: &str) -> bool {
    match aud {
        Value::String(one) => one == us,
        Value::Array(several) => matches!(several.as_slice(), [one] if one == us),
        _ => false,
    }
}
