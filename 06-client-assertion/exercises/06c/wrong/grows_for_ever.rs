//! No bound in space.
//!
//! ```text
//! when it is full a new one is refused
//!
//!   one more at 1000
//!     got:      Ok(())
//!     expected: Err(Full)
//! ```

impl Used {
    fn accept(&mut self, jti: &str, end: u64, now: u64) -> Result<(), Refused> {
        self.end.retain(|_, end| now <= *end);
        if self.end.contains_key(jti) {
            return Err(Refused::Reused);
        }
        self.end.insert(jti.to_owned(), end);
        Ok(())
    }
}
