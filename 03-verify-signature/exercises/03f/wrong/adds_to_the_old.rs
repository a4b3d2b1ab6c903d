//! # 03f, wrong: adds to the old
//!
//! The new keys are added. A stolen key that the issuer has withdrawn stays
//! good until the next restart.

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
        if let Some(key) = self.keys.get(kid) {
            return Some(key.clone());
        }
        self.keys.extend(fetch()?);
        self.keys.get(kid).cloned()
    }
}
