//! # 05b, wrong: an error is a no
//!
//! Nobody gets in who should not. But good tokens are called bad, and all
//! clients fetch new ones at once.

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
        Answer::Active => 200,
        Answer::Inactive | Answer::Refused(_) | Answer::TimedOut => 401,
    }
}
