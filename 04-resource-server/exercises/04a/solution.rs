//! # 04a, a solution
//!
//! 401 says "authenticate, and it may work"; 403 says "authenticating again does
//! not help". A client that gets `invalid_token` throws its token away, so a
//! client that sent none must not get it.

#[cfg(test)]
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
        Reason::MissingScope(scope) => {
            let challenge = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
            (403, challenge)
        }
    }
}
