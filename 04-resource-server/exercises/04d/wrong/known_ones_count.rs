//! A known kid starts the cooldown as well. In normal traffic no new key is
//! ever asked for.
//!
//! ```text
//! known kids do not start the cooldown
//!
//!   not asked for B, because A was seen a second ago
//! ```

impl Refetch {
    fn new<const N: usize>(known: [&str; N]) -> Self {
        Self {
            known: known.map(str::to_owned).into(),
            last: Default::default(),
        }
    }
    fn shall_ask(&mut self, kid: &str, now: u64) -> bool {
        let cooling = self
            .last
            .is_some_and(|last| now.saturating_sub(last) < COOLDOWN);
        if cooling {
            return false;
        }
        self.last = Some(now);
        !self.known.contains(kid)
    }
}
