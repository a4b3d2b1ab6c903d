//! # 03f, wrong: never asks again
//!
//! It asks once, when it knows nothing. After the first rotation every new
//! token is refused.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use std::collections::HashMap;

/// Public keys by their `kid`.
type Keys = HashMap<String, String>;

/// The issuer's keys, as far as they are known here.
#[derive(Debug, Default, PartialEq)]
struct Known {
    keys: Keys,
}

impl Known {
    /// The key of that name. `fetch` asks the issuer for all of its keys; `None` if it is down.
    fn find(&mut self, kid: &str, fetch: impl FnOnce() -> Option<Keys>) -> Option<String> {
        if self.keys.is_empty() {
            self.keys = fetch()?;
        }
        self.keys.get(kid).cloned()
    }
}
