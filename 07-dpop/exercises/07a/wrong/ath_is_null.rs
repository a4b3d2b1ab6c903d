//! Without a token, `ath` is null instead of absent.
//!
//! ```text
//! a request for a token has four claims
//!
//!   POST https://issuer.example/token None
//!     got:      Object {"htm": String("POST"), "htu": String("https://issuer.example/token"), "iat": Number(7), "jti": String("a"), "ath": Null}
//!     expected: Object {"htm": String("POST"), "htu": String("https://issuer.example/token"), "iat": Number(7), "jti": String("a")}
//! ```

fn claims(method: &str, url: &str, ath: Option<&str>, iat: u64, jti: &str) -> Value {
    let htu = url.split(['?', '#']).next();
    serde_json::json!({"htm": method, "htu": htu, "iat": iat, "jti": jti, "ath": ath})
}
