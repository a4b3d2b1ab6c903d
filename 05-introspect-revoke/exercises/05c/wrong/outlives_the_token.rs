//! Ten seconds, whatever the token says of itself: it works after it has
//! expired.
//!
//! ```text
//! it is never good beyond exp
//!
//!   is it active at 1000, if it was kept at 1000 and exp is 990?
//!     got:      true
//!     expected: false
//! ```

impl Cache {
    /// The issuer has called the token active, at the time `now`.
    fn keep(&mut self, token: &str, exp: u64, now: u64) {
        if self.until.len() >= MAX_ENTRIES {
            self.until.retain(|_, until| now < *until);
        }
        if self.until.len() < MAX_ENTRIES {
            self.until.insert(token.to_owned(), now + MAX_AGE);
        }
    }
    /// Whether the token is active as far as is known; otherwise the issuer must be asked.
    fn is_active(&self, token: &str, now: u64) -> bool {
        self.until.get(token).is_some_and(|until| now < *until)
    }
}
