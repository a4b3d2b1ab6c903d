//! A list of one, which the next change makes a list of two.
//!
//! ```text
//! ```

fn claims(client_id: &str, server: &Server, jti: &str, now: u64) -> Value {
    serde_json::json!({
        "iss": client_id,
        "sub": client_id,
        "aud": [server.issuer],
        "jti": jti,
        "iat": now,
        "exp": now + LIFETIME,
    })
}
