//! Early returns, and qualified paths.

fn advice(status: u16, body: &str) -> Advice {
    if status >= 500 {
        return Advice::TryLater;
    }
    let value: serde_json::Value = match serde_json::from_str(body) {
        Ok(v) => v,
        Err(_) => return Advice::WrongServer,
    };
    let Some(code) = value.get("error").and_then(|e| e.as_str()) else {
        return Advice::WrongServer;
    };
    match code {
        "invalid_client" | "unauthorized_client" => Advice::CheckCredentials,
        "invalid_scope" => Advice::CheckScope,
        _ => Advice::CheckRequest,
    }
}
