//! It is forgotten in its last second.
//!
//! ```text
//! the second use is refused while the assertion is valid
//!
//!   the second use at 1060
//!     got:      Ok(())
//!     expected: Err(Reused)
//! ```

impl Used {
    fn accept(&mut self, jti: &str, end: u64, now: u64) -> Result<(), Refused> {
        self.end.retain(|_, end| now < *end);
        if self.end.contains_key(jti) {
            return Err(Refused::Reused);
        }
        if self.end.len() >= MAX_USED {
            return Err(Refused::Full);
        }
        self.end.insert(jti.to_owned(), end);
        Ok(())
    }
}
