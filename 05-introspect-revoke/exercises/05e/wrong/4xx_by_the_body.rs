//! A 400 with invalid_client is about our credentials.
//!
//! ```text
//! a 401 is about our own credentials
//!
//!   401 {}
//!     got:      Refused
//!     expected: OwnCredentials
//! ```

fn next(answer: Option<&Answer>) -> Next {
    match answer {
        Some(Answer { status: 200, .. }) => Next::Gone,
        None | Some(Answer { status: 500.., .. }) => Next::TryAgain,
        Some(Answer { body, .. }) if body.contains("invalid_client") => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
