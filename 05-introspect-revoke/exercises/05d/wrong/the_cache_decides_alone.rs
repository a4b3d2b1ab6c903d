//! # 05d, wrong: the cache decides alone
//!
//! If the cached yes is over before the token is revoked, the next answer is a
//! yes again.

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
        Judge::Local => exp + LEEWAY,
        Judge::Introspection => revoked_at.min(exp),
        Judge::Cached { asked_at, max_age } => (asked_at + max_age).min(exp),
    }
}
