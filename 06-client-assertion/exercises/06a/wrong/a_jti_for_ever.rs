//! The same jti each time.
//!
//! ```text
//! each has its own jti
//!
//!   the claim "jti" in {"iss":"reporter","sub":"reporter","aud":"https://issuer.example","jti":"a-1","iat":1000,"exp":1060}
//!     got:      String("a-1")
//!     expected: String("a-2")
//! ```

fn claims(client_id: &str, server: &Server, _jti: &str, now: u64) -> Value {
    serde_json::json!({
        "iss": client_id, "sub": client_id, "aud": server.issuer,
        "jti": "a-1", "iat": now, "exp": now + LIFETIME,
    })
}
