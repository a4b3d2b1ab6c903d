//! The new keys are added. A stolen key that the issuer has withdrawn stays
//! good until the next restart.
//!
//! ```text
//! a key that was withdrawn is gone
//!
//!   the issuer has withdrawn A
//!     got:      Some("key A")
//!     expected: None
//! ```

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
