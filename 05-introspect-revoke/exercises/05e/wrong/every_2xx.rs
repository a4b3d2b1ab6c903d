//! Every 2xx is taken for `Gone`.
//!
//! ```text
//! with any other status the token was not revoked
//!
//!   201 {}
//!     got:      Gone
//!     expected: Refused
//! ```

fn next(answer: Option<&Answer>) -> Next {
    match answer.map(|a| a.status) {
        Some(200..=299) => Next::Gone,
        None | Some(500..) => Next::TryAgain,
        Some(401) => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
