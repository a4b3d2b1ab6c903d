//! The answer is kept as long as the token lives. Then why ask? A revoked token
//! works until it expires.
//!
//! ```text
//! a yes is good for ten seconds
//!
//!   still active after 10 s
//! ```

impl Cache {
    /// The issuer has called the token active, at the time `now`.
    fn keep(&mut self, token: &str, exp: u64, now: u64) {
        if self.until.len() >= MAX_ENTRIES {
            self.until.retain(|_, until| now < *until);
        }
        if self.until.len() < MAX_ENTRIES {
            self.until.insert(token.to_owned(), exp);
        }
    }
    /// Whether the token is active as far as is known; otherwise the issuer must be asked.
    fn is_active(&self, token: &str, now: u64) -> bool {
        self.until.get(token).is_some_and(|until| now < *until)
    }
}
