//! A list of one, which the next change makes a list of two.
//!
//! ```text
//! aud is the issuer as one string
//!
//!   the claim "aud" in {"iss":"reporter","sub":"reporter","aud":["https://issuer.example"],"jti":"a-1","iat":1000,"exp":1060}
//!     got:      Array [String("https://issuer.example")]
//!     expected: String("https://issuer.example")
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
