//! # 04a: the bare challenge
//!
//! A refused client must learn what to do next. The challenge, in the header
//! `WWW-Authenticate`, tells it. Return status and challenge for each reason:
//!
//! - no token was sent: 401, and the challenge is the one word `Bearer`, with
//!   no error. The client has done nothing wrong yet; it is told how to
//!   authenticate;
//! - the request is malformed: 400, `error="invalid_request"`;
//! - the token is not valid: 401, `error="invalid_token"`;
//! - the token is good, but a scope is missing: 403,
//!   `error="insufficient_scope"`, and `scope="…"` names the scope that is
//!   required.
//!
//! Parameters follow `Bearer` and a space, with a comma and a space in between,
//! in any order; values are in quotes. (Step 04's challenges also say
//! `resource_metadata`, and each the scope of its route; here that is left out.)
//!
//! Check: `cargo workshop check 04a`
//! Read: RFC 6750 §3 and §3.1

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
    todo!("status and challenge for {reason:?}")
}
