//! The issuer's 400 and 413 become a 401 for the client.
//!
//! ```text
//! the repaired api says that the trouble is with the issuer
//!
//!   the issuer has answered Refused(400)
//!     got:      401
//!     expected: 503
//! ```

fn status(answer: &Answer) -> u16 {
    match answer {
        Answer::Active => 200,
        Answer::Inactive | Answer::Refused(400 | 413) => 401,
        Answer::Refused(_) | Answer::TimedOut => 503,
    }
}
