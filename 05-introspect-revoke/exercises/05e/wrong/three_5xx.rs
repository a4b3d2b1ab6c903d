//! Three statuses are listed, and 504 is not among them.
//!
//! ```text
//! without a clear answer the token may still be there
//!
//!   501 {}
//!     got:      Refused
//!     expected: TryAgain
//! ```

fn next(answer: Option<&Answer>) -> Next {
    match answer.map(|a| a.status) {
        Some(200) => Next::Gone,
        None | Some(500 | 502 | 503) => Next::TryAgain,
        Some(401) => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
