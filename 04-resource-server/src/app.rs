//! The tutorial's API: three routes, and one more that tells clients where to get a token.

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::response::Json;
use axum::routing::get;
use serde_json::{Value, json};

use crate::{Guard, Judge};

/// What the API says about itself.
#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// The URL under which clients reach the API, without a slash at the end (RFC 9728 §2).
    pub public_url: String,
    /// The authorization server whose tokens it takes.
    pub issuer: String,
    /// The scope that `/api/private-scoped` demands.
    pub scope: String,
}

/// The API, with `judge` deciding about tokens.
///
/// It is a value and listens nowhere yet: a test may call it without a socket.
pub fn app<J: Judge>(config: &ApiConfig, judge: Arc<J>) -> Router {
    let ApiConfig {
        public_url,
        issuer,
        scope,
    } = config;
    let guard = Guard::new(judge, format!("{public_url}{METADATA_PATH}"));
    let metadata = json!({
        "resource": public_url,
        "authorization_servers": [issuer],
        "scopes_supported": [scope],
        "bearer_methods_supported": ["header"],
    });

    Router::new()
        .route("/api/public", get(public))
        .route("/api/private", guard.valid_token(get(private)))
        .route(
            "/api/private-scoped",
            guard.scope(scope, get(private_scoped)),
        )
        .route(METADATA_PATH, get(async move || Json(metadata)))
        .method_not_allowed_fallback(async || {
            (
                StatusCode::METHOD_NOT_ALLOWED,
                message("The method is not allowed here"),
            )
        })
        .fallback(async || (StatusCode::NOT_FOUND, message("There is nothing here")))
}

/// Where a client that got a 401 learns which authorization server to ask. RFC 9728 §3
const METADATA_PATH: &str = "/.well-known/oauth-protected-resource";

async fn public() -> Json<Value> {
    message("No need of Authorization to see this")
}

async fn private() -> Json<Value> {
    message("Authorization is required to see this")
}

async fn private_scoped() -> Json<Value> {
    message("Authorization with a scope named test_api_access is required to see this")
}

fn message(text: &str) -> Json<Value> {
    Json(json!({"message": text}))
}
