//! # 05b, wrong: open when it is down
//!
//! Errors are refused, but a time-out is let in. An attacker who can slow the
//! issuer down is in.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

use weak::Answer;

/// A token that the weak API lets in, though no issuer made it.
fn forge() -> String {
    "x".repeat(4097)
}

/// The repaired API: its status, by what the issuer has answered.
fn status(answer: &Answer) -> u16 {
    match answer {
        Answer::Active | Answer::TimedOut => 200,
        Answer::Inactive => 401,
        Answer::Refused(_) => 503,
    }
}
