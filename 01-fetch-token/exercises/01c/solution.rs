//! # 01c, a solution
//!
//! The margin pays for the request's way and for clocks that differ. Half of
//! the life is the other limit: with a margin that is longer than the life,
//! each request would fetch a token of its own.

#[cfg(test)]
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
    let margin = MARGIN.min(lifetime / 2);
    now < kept.asked_at.saturating_add(lifetime - margin)
}
