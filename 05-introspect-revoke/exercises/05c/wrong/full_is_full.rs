//! The bound is there, but nothing ever makes room: after a hundred tokens the
//! cache has no effect any more.
//!
//! ```text
//! what is over makes room
//!
//!   not kept at 1010, though all others are over
//! ```

impl Cache {
    /// The issuer has called the token active, at the time `now`.
    fn keep(&mut self, token: &str, exp: u64, now: u64) {
        if self.until.len() < MAX_ENTRIES {
            self.until.insert(token.to_owned(), exp.min(now + MAX_AGE));
        }
    }
    /// Whether the token is active as far as is known; otherwise the issuer must be asked.
    fn is_active(&self, token: &str, now: u64) -> bool {
        self.until.get(token).is_some_and(|until| now < *until)
    }
}
