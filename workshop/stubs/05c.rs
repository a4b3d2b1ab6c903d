//! # 05c: a cache with two bounds
//!
//! Asking the issuer about every request is expensive, so an "active" is cached
//! for a while. Two bounds make that safe. In time: it is good for `MAX_AGE`
//! seconds, and never beyond the token's own `exp`. In space: at most
//! `MAX_ENTRIES` answers, because anyone who gets tokens can send many.
//!
//! Write both methods. When the cache is full, answers that have expired make
//! room; if there are none, a new one is not kept. Nobody is refused because of
//! that: the issuer is asked again.
//!
//! Check: `cargo workshop check 05c`
//! Read: RFC 7662 §4 (caching)

#[cfg(test)]
mod check;

use std::collections::HashMap;

/// How long an answer is good, in seconds.
const MAX_AGE: u64 = 10;
/// How many answers are kept.
const MAX_ENTRIES: usize = 100;

/// Tokens that the issuer has called active. (Step 05 would keep their SHA-256, so that a dump of
/// the memory holds no tokens.)
#[derive(Debug, Default, PartialEq)]
struct Cache {
    /// For each token, the second in which the answer expires.
    until: HashMap<String, u64>,
}

impl Cache {
    /// The issuer has called the token active, at the time `now`.
    fn keep(&mut self, token: &str, exp: u64, now: u64) {
        todo!("keep {token} at {now}: exp {exp}, {MAX_AGE} s, {MAX_ENTRIES} entries, {self:?}")
    }

    /// Whether the token is active as far as is known; otherwise the issuer must be asked.
    fn is_active(&self, token: &str, now: u64) -> bool {
        todo!("is {token} active at {now}? {self:?}")
    }
}
