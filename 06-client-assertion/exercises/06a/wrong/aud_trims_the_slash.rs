//! The issuer is made prettier.
//!
//! ```text
//! ```

fn claims(client_id: &str, server: &Server, jti: &str, now: u64) -> Value {
    serde_json::json!({
        "iss": client_id,
        "sub": client_id,
        "aud": server.issuer.trim_end_matches('/'),
        "jti": jti,
        "iat": now,
        "exp": now + LIFETIME,
    })
}
