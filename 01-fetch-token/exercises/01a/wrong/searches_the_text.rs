//! It looks for words in the body instead of reading JSON.
//!
//! ```text
//! the description does not count
//!
//!   400 {"error_description": "\"error\": \"invalid_scope\"", "error": "x"}
//!     got:      CheckScope
//!     expected: CheckRequest
//! ```

fn advice(status: u16, body: &str) -> Advice {
    if status >= 500 {
        return Advice::TryLater;
    }
    if !body.contains("\"error\": \"") {
        return Advice::WrongServer;
    }
    if body.contains("invalid_client") || body.contains("unauthorized_client") {
        return Advice::CheckCredentials;
    }
    if body.contains("invalid_scope") {
        return Advice::CheckScope;
    }
    Advice::CheckRequest
}
