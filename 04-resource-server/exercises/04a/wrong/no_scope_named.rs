//! # 04a, wrong: no scope named
//!
//! 403, but the client does not learn which scope to ask for.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// Why a request is refused.
#[derive(Debug, PartialEq)]
enum Reason {
    NoToken,
    Malformed,
    InvalidToken,
    MissingScope(&'static str),
}

/// The status, and the value of `WWW-Authenticate`.
fn challenge(reason: &Reason) -> (u16, String) {
    match reason {
        Reason::NoToken => (401, "Bearer".to_owned()),
        Reason::Malformed => (400, r#"Bearer error="invalid_request""#.to_owned()),
        Reason::InvalidToken => (401, r#"Bearer error="invalid_token""#.to_owned()),
        Reason::MissingScope(_) => (403, r#"Bearer error="insufficient_scope""#.to_owned()),
    }
}
