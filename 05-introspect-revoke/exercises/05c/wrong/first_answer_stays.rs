//! `or_insert`: the second answer does not count.
//!
//! ```text
//! a new answer takes the place of the old one
//!
//!   forgotten, though the second answer is 7 s old
//! ```

impl Cache {
    fn keep(&mut self, token: &str, exp: u64, now: u64) {
        if self.until.len() >= MAX_ENTRIES {
            self.until.retain(|_, u| *u > now);
        }
        if self.until.len() < MAX_ENTRIES {
            self.until
                .entry(token.to_owned())
                .or_insert(exp.min(now + MAX_AGE));
        }
    }
    fn is_active(&self, token: &str, now: u64) -> bool {
        self.until.get(token).is_some_and(|u| now < *u)
    }
}
