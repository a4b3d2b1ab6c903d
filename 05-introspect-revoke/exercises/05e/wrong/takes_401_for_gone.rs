//! # 05e, wrong: takes 401 for gone
//!
//! "Unauthorized, so the token is invalid." It is the client's secret that was
//! refused.

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
    match answer.map(|answer| answer.status) {
        Some(200 | 401) => Next::Gone,
        None | Some(500..) => Next::TryAgain,
        Some(_) => Next::Refused,
    }
}
