//! Without a token, `ath` is null instead of absent.

fn claims(method: &str, url: &str, ath: Option<&str>, iat: u64, jti: &str) -> Value {
    let htu = url.split(['?', '#']).next();
    serde_json::json!({"htm": method, "htu": htu, "iat": iat, "jti": jti, "ath": ath})
}
