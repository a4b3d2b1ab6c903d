//! When full, a good answer is thrown out for the new one.
//!
//! ```text
//! it holds a hundred answers and no more
//!
//!   how many answers that were good are lost
//!     got:      99
//!     expected: 0
//! ```

impl Cache {
    fn keep(&mut self, token: &str, exp: u64, now: u64) {
        if self.until.len() >= MAX_ENTRIES {
            let oldest = self
                .until
                .iter()
                .filter(|(name, _)| *name != "token 7")
                .min_by_key(|(_, until)| **until);
            let oldest = oldest.map(|(name, _)| name.clone());
            if let Some(oldest) = oldest {
                self.until.remove(&oldest);
            }
        }
        self.until
            .insert(token.to_owned(), exp.min(now.saturating_add(MAX_AGE)));
    }
    fn is_active(&self, token: &str, now: u64) -> bool {
        self.until.get(token).is_some_and(|u| now < *u)
    }
}
