//! "Unauthorized, so the token is invalid." It is the client's secret that was
//! refused.
//!
//! ```text
//! a 401 is about our own credentials
//!
//!   401 {}
//!     got:      Gone
//!     expected: OwnCredentials
//! ```

fn next(answer: Option<&Answer>) -> Next {
    match answer.map(|answer| answer.status) {
        Some(200 | 401) => Next::Gone,
        None | Some(500..) => Next::TryAgain,
        Some(_) => Next::Refused,
    }
}
