//! # 05e, a solution
//!
//! Only 200 lets the client forget the token. "Fire and forget" is how tokens
//! stay valid after a logout.

#[cfg(test)]
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
        Some(200) => Next::Gone,
        None | Some(500..) => Next::TryAgain,
        Some(401) => Next::OwnCredentials,
        Some(_) => Next::Refused,
    }
}
