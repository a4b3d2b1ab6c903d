//! # 01a, wrong: expects json
//!
//! It believes that every server answers with JSON. The first proxy with an
//! HTML page ends the program.

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
    let body: Value = serde_json::from_str(body).expect("the server answers with JSON");
    match body["error"].as_str() {
        Some("invalid_client" | "unauthorized_client") => Advice::CheckCredentials,
        Some("invalid_scope") => Advice::CheckScope,
        Some(_) => Advice::CheckRequest,
        None => Advice::WrongServer,
    }
}
