//! The subject is taken for the other side.
//!
//! ```text
//! ```

fn claims(client_id: &str, server: &Server, jti: &str, now: u64) -> Value {
    serde_json::json!({
        "iss": client_id,
        "sub": server.issuer,
        "aud": server.issuer,
        "jti": jti,
        "iat": now,
        "exp": now + LIFETIME,
    })
}
