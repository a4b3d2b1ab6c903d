//! # 06a, a solution
//!
//! `aud` has the issuer identifier alone. With the token endpoint in it, a
//! server that names someone else's endpoint as its own would be sent an
//! assertion for that other server.

#[cfg(test)]
mod check;

use serde_json::{Value, json};

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
    json!({
        "iss": client_id,
        "sub": client_id,
        "aud": server.issuer,
        "jti": jti,
        "iat": now,
        "exp": now + LIFETIME,
    })
}
