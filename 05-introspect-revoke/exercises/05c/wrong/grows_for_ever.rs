//! No bound in space. What has expired is not used, but it stays.
//!
//! ```text
//! it holds a hundred answers and no more
//!
//!   there are 101 answers
//! ```

impl Cache {
    /// The issuer has called the token active, at the time `now`.
    fn keep(&mut self, token: &str, exp: u64, now: u64) {
        self.until.insert(token.to_owned(), exp.min(now + MAX_AGE));
    }
    /// Whether the token is active as far as is known; otherwise the issuer must be asked.
    fn is_active(&self, token: &str, now: u64) -> bool {
        self.until.get(token).is_some_and(|until| now < *until)
    }
}
