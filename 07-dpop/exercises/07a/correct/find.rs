//! `find` and a slice.

fn claims(method: &str, url: &str, ath: Option<&str>, iat: u64, jti: &str) -> Value {
    let end = url.find(|c| c == '?' || c == '#').unwrap_or(url.len());
    match ath {
        Some(ath) => {
            serde_json::json!({"htm": method, "htu": &url[..end], "iat": iat, "jti": jti, "ath": ath})
        }
        None => serde_json::json!({"htm": method, "htu": &url[..end], "iat": iat, "jti": jti}),
    }
}
