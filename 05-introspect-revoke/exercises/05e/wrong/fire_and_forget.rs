//! No answer is taken for success. But the token still works.
//!
//! ```text
//! without a clear answer the token may still be there
//!
//!   no answer at all
//!     got:      Gone
//!     expected: TryAgain
//! ```

fn next(answer: Option<&Answer>) -> Next {
    match answer.map(|answer| answer.status) {
        None | Some(200) => Next::Gone,
        Some(500..) => Next::TryAgain,
        Some(401) => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
