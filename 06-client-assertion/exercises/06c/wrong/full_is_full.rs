//! What is expired stays.
//!
//! ```text
//! what is expired makes room
//!
//!   number 0 after the others expired
//!     got:      Err(Full)
//!     expected: Ok(())
//! ```

impl Used {
    fn accept(&mut self, jti: &str, end: u64, now: u64) -> Result<(), Refused> {
        if self.end.get(jti).is_some_and(|end| now <= *end) {
            return Err(Refused::Reused);
        }
        if self.end.len() >= MAX_USED {
            return Err(Refused::Full);
        }
        self.end.insert(jti.to_owned(), end);
        Ok(())
    }
}
