//! # 05b, a solution
//!
//! If a failed check lets requests in, then anyone who can make it fail gets in.
//! So an error never means "valid"; nor does it mean "invalid", because the
//! token may be good.

#[cfg(test)]
mod check;
mod weak;

use weak::Answer;

/// A token that the weak API lets in, though no issuer made it.
fn forge() -> String {
    "x".repeat(4097)
}

/// The repaired API: its status, by what the issuer has answered.
fn status(answer: &Answer) -> u16 {
    match answer {
        Answer::Active => 200,
        Answer::Inactive => 401,
        Answer::Refused(_) | Answer::TimedOut => 503,
    }
}
