//! An error in the body of a 200 makes the client try forever to revoke what
//! is not valid.
//!
//! ```text
//! with 200 the token is gone
//!
//!   200 {"error":"invalid_token","error_description":"Invalid token"}
//!     got:      Refused
//!     expected: Gone
//! ```

fn next(answer: Option<&Answer>) -> Next {
    let has_error = answer.is_some_and(|answer| answer.body.contains("\"error\""));
    match answer.map(|answer| answer.status) {
        Some(200) if !has_error => Next::Gone,
        None | Some(500..) => Next::TryAgain,
        Some(401) => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
