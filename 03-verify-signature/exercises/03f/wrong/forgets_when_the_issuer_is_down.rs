//! The old keys are dropped before the new ones are there: one bad request and
//! one outage lock all out.
//!
//! ```text
//! an issuer that is down takes nothing away
//!
//!   what is known after that
//!     got:      {}
//!     expected: {"A": "key A"}
//! ```

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
