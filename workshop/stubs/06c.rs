//! # 06c: once is enough
//!
//! You are the server now. Anyone who reads an assertion in a log can send it
//! again, so each `jti` is accepted once. The list of those that were used has
//! two bounds:
//!
//! - in time: a `jti` is remembered as long as its assertion could still be
//!   accepted, which is up to and including the second `end`. After that the
//!   assertion is refused as expired anyway, and its place is free.
//! - in space: `MAX_USED`. If the list is full of assertions that could be
//!   accepted, a new one is refused. To forget one instead would be to accept
//!   it again.
//!
//! Check: `cargo workshop check 06c`
//! Read: RFC 7523 §3 (jti), RFC 7519 §4.1.7

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
        todo!("{jti} is used at {now}, and ends at {end}; {MAX_USED} fit, {self:?}")
    }
}
