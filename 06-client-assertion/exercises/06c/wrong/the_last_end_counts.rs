//! A second use shortens how long the first is remembered.
//!
//! ```text
//! a refused use changes nothing
//!
//!   the third
//!     got:      Ok(())
//!     expected: Err(Reused)
//! ```

impl Used {
    fn accept(&mut self, jti: &str, end: u64, now: u64) -> Result<(), Refused> {
        self.end.retain(|_, end| now <= *end);
        if self.end.len() >= MAX_USED && !self.end.contains_key(jti) {
            return Err(Refused::Full);
        }
        match self.end.insert(jti.to_owned(), end) {
            Some(_) => Err(Refused::Reused),
            None => Ok(()),
        }
    }
}
