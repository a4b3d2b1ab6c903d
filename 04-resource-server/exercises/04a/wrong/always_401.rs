//! # 04a, wrong: always 401
//!
//! One status for all: a client without the scope fetches new tokens for ever,
//! and none of them helps.

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
    let error = match reason {
        Reason::NoToken => return (401, "Bearer".to_owned()),
        Reason::Malformed => "invalid_request",
        Reason::InvalidToken => "invalid_token",
        Reason::MissingScope(scope) => {
            let challenge = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
            return (401, challenge);
        }
    };
    let status = if error == "invalid_request" { 400 } else { 401 };
    (status, format!(r#"Bearer error="{error}""#))
}
