//! The same jti each time.
//!
//! ```text
//! ```

fn claims(client_id: &str, server: &Server, _jti: &str, now: u64) -> Value {
    serde_json::json!({
        "iss": client_id, "sub": client_id, "aud": server.issuer,
        "jti": "a-1", "iat": now, "exp": now + LIFETIME,
    })
}
