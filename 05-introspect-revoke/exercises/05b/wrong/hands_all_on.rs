//! The API passes the issuer's status on.
//!
//! ```text
//! the repaired api says that the trouble is with the issuer
//!
//!   the issuer has answered Refused(400)
//!     got:      400
//!     expected: 503
//! ```

fn status(answer: &Answer) -> u16 {
    match answer {
        Answer::Active => 200,
        Answer::Inactive => 401,
        Answer::Refused(status) => *status,
        Answer::TimedOut => 504,
    }
}
