//! # 06c, a solution
//!
//! The order matters: expired ones go first, then the question whether this
//! one was used, and whether there is room comes last.

#[cfg(test)]
mod check;

use std::collections::HashMap;

/// How many assertions are remembered.
const MAX_USED: usize = 100;

/// Why an assertion is refused.
#[derive(Debug, PartialEq)]
enum Refused {
    /// It was used before.
    Reused,
    /// Nobody could tell whether it is used again.
    Full,
}

/// The assertions that were used.
#[derive(Debug, Default)]
struct Used {
    /// For each `jti`, the last second in which its assertion could be accepted.
    end: HashMap<String, u64>,
}

impl Used {
    /// Someone uses the assertion `jti` at the time `now`, and it is valid until `end`.
    fn accept(&mut self, jti: &str, end: u64, now: u64) -> Result<(), Refused> {
        self.end.retain(|_, end| now <= *end);
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
