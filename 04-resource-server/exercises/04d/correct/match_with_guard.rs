//! A match with a guard.

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
        match self.last {
            Some(last) if now < last.saturating_add(COOLDOWN) => false,
            _ => {
                self.last = Some(now);
                true
            }
        }
    }
}
