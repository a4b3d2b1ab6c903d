//! The audience is the token endpoint.
//!
//! ```text
//! ```

fn claims(client_id: &str, server: &Server, jti: &str, now: u64) -> Value {
    serde_json::json!({
        "iss": client_id,
        "sub": client_id,
        "aud": server.token_endpoint,
        "jti": jti,
        "iat": now,
        "exp": now + LIFETIME,
    })
}
