//! # 04d: refetch with a cooldown
//!
//! A token with an unknown `kid` may be signed by a key that is newer than
//! ours, so it is worth a request to the issuer. But anyone can invent kids,
//! and a thousand invented ones must not cause a thousand requests.
//!
//! Should the issuer be asked, for this `kid`, at the time `now` (in seconds)?
//! Never for a known one. For unknown ones, whatever their names, at most once
//! in `COOLDOWN` seconds. Each `true` counts, because the caller will ask,
//! whether or not the issuer answers. A clock that is set back must not crash
//! it.
//!
//! Check: `cargo workshop check 04d`
//! Read: RFC 7517 §4.5, RFC 8725 §3.10 (do not trust received claims)

#[cfg(test)]
mod check;

use std::collections::HashSet;

/// The least time between two requests because of unknown kids, in seconds.
const COOLDOWN: u64 = 10;

/// Whether the issuer is to be asked for newer keys.
#[derive(Debug, PartialEq)]
struct Refetch {
    known: HashSet<String>,
    /// When the issuer was last asked.
    last: Option<u64>,
}

impl Refetch {
    fn new<const N: usize>(known: [&str; N]) -> Self {
        Self {
            known: known.map(str::to_owned).into(),
            last: Default::default(),
        }
    }

    fn shall_ask(&mut self, kid: &str, now: u64) -> bool {
        todo!("ask for {kid} at {now}, with {COOLDOWN} s in between? {self:?}")
    }
}
