//! # 04a, wrong: blames the beginner
//!
//! A client that has sent nothing is told that its token is invalid.

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
        Reason::NoToken | Reason::InvalidToken => {
            (401, r#"Bearer error="invalid_token""#.to_owned())
        }
        Reason::Malformed => (400, r#"Bearer error="invalid_request""#.to_owned()),
        Reason::MissingScope(scope) => {
            let challenge = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
            (403, challenge)
        }
    }
}
