//! It follows every rotation at once, and asks the issuer for each request.
//!
//! ```text
//! a known key is found without asking
//!
//!   the issuer was asked for a known key
//! ```

impl Known {
    /// The key of that name. `fetch` asks the issuer for all of its keys; `None` if it is down.
    fn find(&mut self, kid: &str, fetch: impl FnOnce() -> Option<Keys>) -> Option<String> {
        if let Some(keys) = fetch() {
            self.keys = keys;
        }
        self.keys.get(kid).cloned()
    }
}
