//! What is over in this very second makes no room.
//!
//! ```text
//! what is over makes room
//!
//!   not kept at 1010, though all others are over
//! ```

impl Cache {
    fn keep(&mut self, token: &str, exp: u64, now: u64) {
        if self.until.len() >= MAX_ENTRIES {
            self.until.retain(|_, u| *u >= now);
        }
        if self.until.len() < MAX_ENTRIES {
            self.until
                .insert(token.to_owned(), exp.min(now.saturating_add(MAX_AGE)));
        }
    }
    fn is_active(&self, token: &str, now: u64) -> bool {
        self.until.get(token).is_some_and(|u| now < *u)
    }
}
