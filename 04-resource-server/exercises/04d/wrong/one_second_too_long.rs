//! The cooldown takes one second too long.
//!
//! ```text
//! after the cooldown it is asked again
//!
//!   not asked 10 s after the first question
//! ```

impl Refetch {
    fn new<const N: usize>(known: [&str; N]) -> Self {
        Self {
            known: known.map(str::to_owned).into(),
            last: Default::default(),
        }
    }
    fn shall_ask(&mut self, kid: &str, now: u64) -> bool {
        if self.known.contains(kid) || self.last.is_some_and(|last| now <= last + COOLDOWN) {
            return false;
        }
        self.last = Some(now);
        true
    }
}
