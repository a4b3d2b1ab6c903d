//! # 04a: the bare challenge
//!
//! A refused client must learn what to do next. That is what `WWW-Authenticate`
//! is for: the challenge. Make status and challenge for each reason:
//!
//! - no token was sent: 401, and the challenge is the one word `Bearer`, with
//!   no error. The client did nothing wrong yet; it is told how to
//!   authenticate;
//! - the request is malformed: 400, `error="invalid_request"`;
//! - the token is worth nothing: 401, `error="invalid_token"`;
//! - the token is good, but a scope is missing: 403,
//!   `error="insufficient_scope"`, and `scope="…"` says which one would do.
//!
//! Parameters stand after `Bearer` and a blank, with a comma and a blank in
//! between; values in quotes. (Step 04 adds `resource_metadata` to each of
//! them; here it is left out.)
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
