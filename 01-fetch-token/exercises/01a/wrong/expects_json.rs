//! It expects that every server answers with JSON. The first proxy with an
//! HTML page ends the program.
//!
//! ```text
//! below 500 the status does not count
//!
//!   your code panicked with 400 <html>Not found</html>:
//!   the server answers with JSON: Error("expected value", line: 1, column: 1)
//!
//!   printed before that:
//!     "invalid_scope" }
//! ```

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
