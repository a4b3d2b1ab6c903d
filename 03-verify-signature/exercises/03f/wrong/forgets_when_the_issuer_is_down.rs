//! # 03f, wrong: forgets when the issuer is down
//!
//! The old keys are dropped before the new ones are there: one bad request and
//! one outage lock all out.

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
        self.keys = fetch().unwrap_or_default();
        self.keys.get(kid).cloned()
    }
}
