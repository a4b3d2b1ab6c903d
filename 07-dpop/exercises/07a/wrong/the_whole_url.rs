//! `htu` has the query, which the API does not compare.
//!
//! ```text
//! htu has no query and no fragment
//!
//!   GET https://api.example/a?b=c Some("x")
//!     got:      Object {"htm": String("GET"), "htu": String("https://api.example/a?b=c"), "iat": Number(7), "jti": String("a"), "ath": String("x")}
//!     expected: Object {"htm": String("GET"), "htu": String("https://api.example/a"), "iat": Number(7), "jti": String("a"), "ath": String("x")}
//! ```

fn claims(method: &str, url: &str, ath: Option<&str>, iat: u64, jti: &str) -> Value {
    let mut claims = serde_json::json!({"htm": method, "htu": url, "iat": iat, "jti": jti});
    if let Some(ath) = ath {
        claims["ath"] = serde_json::json!(ath);
    }
    claims
}
