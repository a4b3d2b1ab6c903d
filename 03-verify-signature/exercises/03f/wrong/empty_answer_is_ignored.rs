//! An empty key set is ignored.
//!
//! ```text
//! whatever was known and whatever the issuer answers
//!
//!   what is known after that: ["A"] are known, B is wanted, the issuer answers Some([])
//!     got:      ["A"]
//!     expected: []
//! ```

impl Known {
    fn find(&mut self, kid: &str, fetch: impl FnOnce() -> Option<Keys>) -> Option<String> {
        if let Some(key) = self.keys.get(kid) {
            return Some(key.clone());
        }
        let fetched = fetch().filter(|keys| !keys.is_empty())?;
        self.keys = fetched;
        self.keys.get(kid).cloned()
    }
}
