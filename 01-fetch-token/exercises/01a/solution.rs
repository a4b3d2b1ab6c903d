//! # 01a, a solution
//!
//! The code decides, because it is the one part of the response that a
//! specification defines. A response without one came from something else: a
//! proxy, a login page, the wrong port.

#[cfg(test)]
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
    let body: Option<Value> = serde_json::from_str(body).ok();
    let code = body.as_ref().and_then(|body| body.get("error")?.as_str());
    match code {
        Some("invalid_client" | "unauthorized_client") => Advice::CheckCredentials,
        Some("invalid_scope") => Advice::CheckScope,
        Some(_) => Advice::CheckRequest,
        None => Advice::WrongServer,
    }
}
