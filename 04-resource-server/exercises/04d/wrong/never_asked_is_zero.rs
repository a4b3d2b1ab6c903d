//! Never asked is taken for asked at 0.
//!
//! ```text
//! the first unknown kid is asked for at once
//!
//!   not asked at 0, though nobody was asked before
//! ```

impl Refetch {
    fn new<const N: usize>(known: [&str; N]) -> Self {
        Self {
            known: known.map(str::to_owned).into(),
            last: Default::default(),
        }
    }
    fn shall_ask(&mut self, kid: &str, now: u64) -> bool {
        if self.known.contains(kid) || now - self.last.unwrap_or(0) < COOLDOWN {
            return false;
        }
        self.last = Some(now);
        true
    }
}
