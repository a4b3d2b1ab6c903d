//! The cooldown begins again with each unknown kid, so a steady attacker keeps
//! new keys out for ever.
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
        if self.known.contains(kid) {
            return false;
        }
        let cooling = self
            .last
            .is_some_and(|last| now.saturating_sub(last) < COOLDOWN);
        self.last = Some(now);
        !cooling
    }
}
