//! # 04d, wrong: once and never again
//!
//! The issuer was asked before, so it is not asked again. The second rotation
//! needs a restart.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use std::collections::HashSet;

/// The least time between two questions for the sake of unknown kids, in seconds.
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
        if self.known.contains(kid) || self.last.is_some() {
            return false;
        }
        self.last = Some(now);
        true
    }
}
