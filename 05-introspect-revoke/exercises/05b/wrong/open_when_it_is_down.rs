//! Errors are refused, but a time-out is let in. An attacker who can slow the
//! issuer down is in.
//!
//! ```text
//! the repaired api says that the trouble is with the issuer
//!
//!   the issuer has answered TimedOut
//!     got:      200
//!     expected: 503
//! ```

fn status(answer: &Answer) -> u16 {
    match answer {
        Answer::Active | Answer::TimedOut => 200,
        Answer::Inactive => 401,
        Answer::Refused(_) => 503,
    }
}
