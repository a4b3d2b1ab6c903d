//! `htu` has the query, which the API does not compare.

fn claims(method: &str, url: &str, ath: Option<&str>, iat: u64, jti: &str) -> Value {
    let mut claims = serde_json::json!({"htm": method, "htu": url, "iat": iat, "jti": jti});
    if let Some(ath) = ath {
        claims["ath"] = serde_json::json!(ath);
    }
    claims
}
