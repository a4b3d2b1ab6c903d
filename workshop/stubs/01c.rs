//! # 01c: renew before it expires
//!
//! A token is good for many requests, so a client keeps it. A token that is
//! sent in its last second has expired when it arrives, and a client that
//! requests a new one each time is a burden for the issuer.
//!
//! Decide whether the kept token may be used `now`. All times are seconds.
//!
//! - Its life begins when it was requested, not when the response arrived: the
//!   issuer's clock ran in between. `expires_in` says how long it lives.
//! - It is renewed `MARGIN` seconds before its end, but never before half of
//!   its life has passed: an issuer may give tokens that live shorter than the
//!   margin.
//! - Without `expires_in` nobody knows how long it lives: do not use it again.
//!
//! No number that a server sends, and no clock that is set back, may crash it.
//!
//! Check: `cargo workshop check 01c`
//! Read: RFC 6749 §5.1 (`expires_in`)

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
    todo!("may {kept:?} be used at {now}, with a margin of {MARGIN} s?")
}
