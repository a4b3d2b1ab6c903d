//! Each kid has a cooldown of its own. The attacker has as many kids as he
//! likes, and the map grows.
//!
//! ```text
//! a thousand invented kids are one question
//!
//!   how often the issuer was asked within one second
//!     got:      1000
//!     expected: 1
//! ```

use std::collections::{HashMap, HashSet};

#[derive(Debug, PartialEq)]
struct Refetch {
    known: HashSet<String>,
    /// When the issuer was last asked for that kid.
    last: HashMap<String, u64>,
}

impl Refetch {
    fn new<const N: usize>(known: [&str; N]) -> Self {
        Self {
            known: known.map(str::to_owned).into(),
            last: Default::default(),
        }
    }
    fn shall_ask(&mut self, kid: &str, now: u64) -> bool {
        let last = self.last.get(kid);
        let cooling = last.is_some_and(|last| now.saturating_sub(*last) < COOLDOWN);
        if self.known.contains(kid) || cooling {
            return false;
        }
        self.last.insert(kid.to_owned(), now);
        true
    }
}
