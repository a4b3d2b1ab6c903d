//! # 05b, wrong: guesses a token
//!
//! The issuer knows its tokens: what it does not know is inactive.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

use weak::Answer;

/// A token that the weak API lets in, though no issuer made it.
fn forge() -> String {
    "admin".to_owned()
}

/// The repaired API: its status, by what the issuer has answered.
fn status(answer: &Answer) -> u16 {
    match answer {
        Answer::Active => 200,
        Answer::Inactive => 401,
        Answer::Refused(_) | Answer::TimedOut => 503,
    }
}
