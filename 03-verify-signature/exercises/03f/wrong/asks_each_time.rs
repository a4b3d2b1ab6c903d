//! # 03f, wrong: asks each time
//!
//! It follows every rotation at once, and asks the issuer for each request.

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
        if let Some(keys) = fetch() {
            self.keys = keys;
        }
        self.keys.get(kid).cloned()
    }
}
