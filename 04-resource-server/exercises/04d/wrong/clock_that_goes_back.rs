//! `now - last` underflows: a clock that is set back ends the program.
//!
//! ```text
//! a clock that is set back is not a crash
//!
//!   your code panicked with B at 100, and then at 95:
//!   attempt to subtract with overflow
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
        if self.last.is_some_and(|last| now - last < COOLDOWN) {
            return false;
        }
        self.last = Some(now);
        true
    }
}
