//! Nobody gets in by mistake. But good tokens are called bad, and all
//! clients fetch new ones at once.
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
        Answer::Inactive | Answer::Refused(_) | Answer::TimedOut => 401,
    }
}
