//! What was fetched is thrown away if the kid is not in it: withdrawn keys stay.
//!
//! ```text
//! whatever was known and whatever the issuer answers
//!
//!   what is known after that: [] are known, B is wanted, the issuer answers Some(["A"])
//!     got:      []
//!     expected: ["A"]
//! ```

impl Known {
    fn find(&mut self, kid: &str, fetch: impl FnOnce() -> Option<Keys>) -> Option<String> {
        if let Some(key) = self.keys.get(kid) {
            return Some(key.clone());
        }
        let fetched = fetch()?;
        if !fetched.contains_key(kid) {
            return None;
        }
        self.keys = fetched;
        self.keys.get(kid).cloned()
    }
}
