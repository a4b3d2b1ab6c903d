//! Valid for an hour.
//!
//! ```text
//! it is valid for a minute
//!
//!   the claim "exp" in {"iss":"reporter","sub":"reporter","aud":"https://issuer.example","jti":"a-1","iat":0,"exp":3600}
//!     got:      Number(3600)
//!     expected: Number(60)
//! ```

fn claims(client_id: &str, server: &Server, jti: &str, now: u64) -> Value {
    serde_json::json!({
        "iss": client_id,
        "sub": client_id,
        "aud": server.issuer,
        "jti": jti,
        "iat": now,
        "exp": now + 3600,
    })
}
