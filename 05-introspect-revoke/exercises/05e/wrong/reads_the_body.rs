//! # 05e, wrong: reads the body
//!
//! An error in the body of a 200 makes the client try for ever to revoke what
//! is not valid.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// An issuer's answer.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    body: &'static str,
}

/// What the client does next.
#[derive(Debug, PartialEq)]
enum Next {
    Gone,
    TryAgain,
    OwnCredentials,
    Refused,
}

/// What to do after a revocation; `None` if the issuer has not answered.
fn next(answer: Option<&Answer>) -> Next {
    let has_error = answer.is_some_and(|answer| answer.body.contains("\"error\""));
    match answer.map(|answer| answer.status) {
        Some(200) if !has_error => Next::Gone,
        None | Some(500..) => Next::TryAgain,
        Some(401) => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
