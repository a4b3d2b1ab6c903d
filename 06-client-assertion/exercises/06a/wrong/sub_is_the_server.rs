//! The subject is taken for the other side.
//!
//! ```text
//! iss and sub are the client
//!
//!   the claim "sub" in {"iss":"reporter","sub":"https://issuer.example","aud":"https://issuer.example","jti":"a-1","iat":1000,"exp":1060}
//!     got:      String("https://issuer.example")
//!     expected: String("reporter")
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
