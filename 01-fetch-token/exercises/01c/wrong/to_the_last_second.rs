//! # 01c, wrong: to the last second
//!
//! No margin: the token expires while the request is on its way, and one
//! request in a thousand fails.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// How long before its end a token is renewed.
const MARGIN: u64 = 30;

/// What a client knows about the token that it keeps.
#[derive(Debug, PartialEq)]
struct Kept {
    /// When the token was asked for, in seconds since 1970.
    asked_at: u64,
    /// What the response said.
    expires_in: Option<u64>,
}

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let Some(lifetime) = kept.expires_in else {
        return false;
    };
    now < kept.asked_at.saturating_add(lifetime)
}
