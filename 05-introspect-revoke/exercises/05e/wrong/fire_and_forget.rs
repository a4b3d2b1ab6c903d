//! # 05e, wrong: fire and forget
//!
//! No answer, no worry. But the token is still there.

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
        None | Some(200) => Next::Gone,
        Some(500..) => Next::TryAgain,
        Some(401) => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
