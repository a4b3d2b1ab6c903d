//! # 06a: say who you are, to one server, for a minute
//!
//! An assertion is a statement of the client about itself. Write its claims:
//!
//! - `iss` and `sub` are both the client's id,
//! - `aud` is the server's issuer identifier: one string, exactly as it is
//!   configured, and not the URL of an endpoint,
//! - `iat` is now, and `exp` is `LIFETIME` seconds later,
//! - `jti` is the name that this assertion has alone.
//!
//! There are no other claims.
//!
//! Check: `cargo workshop check 06a`
//! Read: RFC 7523 §3

#[cfg(test)]
mod check;

use serde_json::Value;

/// How long an assertion is valid, in seconds.
const LIFETIME: u64 = 60;

/// What the client knows about the server.
#[derive(Debug, PartialEq)]
struct Server {
    issuer: String,
    token_endpoint: String,
}

/// The claims of one assertion.
fn claims(client_id: &str, server: &Server, jti: &str, now: u64) -> Value {
    todo!("what {client_id} says to {server:?} as {jti} at {now}, for {LIFETIME} s")
}
