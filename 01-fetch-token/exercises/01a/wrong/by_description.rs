//! The description is searched for words. It is not meant for that, and
//! changes with each release.
//!
//! ```text
//! a wrong secret is about credentials
//!
//!   401 {"error": "invalid_client"}
//!     got:      CheckRequest
//!     expected: CheckCredentials
//! ```

fn advice(status: u16, body: &str) -> Advice {
    if status >= 500 {
        return Advice::TryLater;
    }
    let Ok(body) = serde_json::from_str::<Value>(body) else {
        return Advice::WrongServer;
    };
    let description = body["error_description"].as_str().unwrap_or_default();
    match body["error"].as_str() {
        None => Advice::WrongServer,
        Some(_) if description.contains("scope") => Advice::CheckScope,
        Some(_) if description.contains("client") => Advice::CheckCredentials,
        Some(_) => Advice::CheckRequest,
    }
}
