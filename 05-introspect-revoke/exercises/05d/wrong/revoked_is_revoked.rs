//! # 05d, wrong: revoked is revoked
//!
//! The local judge is thought to know. Nothing in the token has changed, so it
//! cannot.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// By how much clocks may differ.
const LEEWAY: u64 = 60;

/// Who decides about tokens.
#[derive(Debug, PartialEq)]
enum Judge {
    Local,
    Introspection,
    Cached { asked_at: u64, max_age: u64 },
}

/// The first second in which a token is refused that was revoked at `revoked_at`.
fn refused_from(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    match judge {
        Judge::Local | Judge::Introspection => revoked_at.min(exp),
        Judge::Cached { asked_at, max_age } => revoked_at.max(asked_at + max_age).min(exp),
    }
}
