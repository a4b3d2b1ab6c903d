//! # 01c, wrong: forever
//!
//! Without `expires_in` the token is used until the API refuses it.

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
        return true;
    };
    now < kept
        .asked_at
        .saturating_add(lifetime - MARGIN.min(lifetime / 2))
}
