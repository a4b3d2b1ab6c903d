//! It asks once, when it knows nothing. After the first rotation every new
//! token is refused.
//!
//! ```text
//! a new key is found by asking
//!
//!   the issuer has published B
//!     got:      None
//!     expected: Some("key B")
//! ```

impl Known {
    /// The key of that name. `fetch` asks the issuer for all of its keys; `None` if it is down.
    fn find(&mut self, kid: &str, fetch: impl FnOnce() -> Option<Keys>) -> Option<String> {
        if self.keys.is_empty() {
            self.keys = fetch()?;
        }
        self.keys.get(kid).cloned()
    }
}
