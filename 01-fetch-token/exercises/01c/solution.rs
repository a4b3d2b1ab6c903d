//! # 01c, a solution
//!
//! The margin covers the time a request takes and clocks that differ. Half of
//! the life is the other limit: with a margin longer than the life, each
//! request would fetch a new token.

#[cfg(test)]
mod check;

/// How long before its end a token is renewed.
const MARGIN: u64 = 30;

/// What a client stores about a token.
#[derive(Debug, PartialEq)]
struct Kept {
    /// When the token was requested, in seconds since 1970.
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
