//! 401 is taken for "wrong secret" and 400 for "wrong request". But
//! `invalid_client` may come with 400.
//!
//! ```text
//! below 500 the status does not count
//!
//!   400 {"error":"invalid_client"}
//!     got:      CheckRequest
//!     expected: CheckCredentials
//! ```

fn advice(status: u16, body: &str) -> Advice {
    if status >= 500 {
        return Advice::TryLater;
    }
    let body: Option<Value> = serde_json::from_str(body).ok();
    let code = body.as_ref().and_then(|body| body.get("error")?.as_str());
    match (status, code) {
        (_, None) => Advice::WrongServer,
        (401, _) => Advice::CheckCredentials,
        (_, Some("invalid_scope")) => Advice::CheckScope,
        _ => Advice::CheckRequest,
    }
}
