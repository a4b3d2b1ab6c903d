//! # 01a, wrong: by description
//!
//! The text for people is searched for words. It is not meant for that, and
//! changes with each release.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use serde_json::Value;

/// What to do about a refused token request.
#[derive(Debug, PartialEq)]
enum Advice {
    CheckCredentials,
    CheckScope,
    CheckRequest,
    WrongServer,
    TryLater,
}

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
