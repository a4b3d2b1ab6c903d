//! The tutorial's API: three routes, and what a client or an operator asks beside them.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::{Value, json};

use crate::{Guard, Judge, RequiredScope, Resource, layers};

/// What the API says about itself.
#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// The API as its clients know it.
    pub resource: Resource,
    /// The authorization server whose tokens it takes.
    pub issuer: String,
    /// The scope that `/api/private-scoped` demands.
    pub scope: RequiredScope,
}

/// The API, with `judge` deciding about tokens.
///
/// It is a value and listens nowhere yet: a test may call it without a socket.
pub fn app<J: Judge>(config: &ApiConfig, judge: Arc<J>) -> Router {
    let ApiConfig {
        resource,
        issuer,
        scope,
    } = config;
    let guard = Guard::new(Arc::clone(&judge), resource);
    let metadata = resource.metadata(issuer, scope);
    // It names the configured scope, so it is no constant; but it is made once, and not for each
    // request. A clone of the bytes is a pointer.
    let private_scoped =
        format!("Authorization with a scope named {scope} is required to see this");
    let private_scoped = Bytes::from(json!({"message": private_scoped}).to_string());
    let private_scoped = ([(CONTENT_TYPE, "application/json")], private_scoped);

    layers(
        Router::new()
            .route("/api/public", get(public))
            .route("/api/private", guard.valid_token(get(private)))
            .route(
                "/api/private-scoped",
                guard.scope(scope, get(async move || private_scoped)),
            )
            .route(
                resource.metadata_url().path(),
                get(async move || Json(metadata)),
            )
            .route("/healthz", get(healthz))
            .route("/readyz", get(async move || readyz(&*judge).await))
            .method_not_allowed_fallback(method_not_allowed)
            .fallback(not_found),
    )
}

async fn public() -> Json<Value> {
    message("No need of Authorization to see this")
}

async fn private() -> Json<Value> {
    message("Authorization is required to see this")
}

/// Whether the process runs: if not, it should be started again.
async fn healthz() -> Json<Value> {
    message("alive")
}

/// Whether tokens can be judged: if not, requests should be sent to another replica. It is no reason
/// to start the process again, which would not bring the issuer back.
async fn readyz(judge: &impl Judge) -> Response {
    match judge.ready().await {
        Ok(()) => message("ready").into_response(),
        Err(rejection) => rejection.answer("").into_response(),
    }
}

async fn method_not_allowed() -> (StatusCode, Json<Value>) {
    let message = message("The method is not allowed here");
    (StatusCode::METHOD_NOT_ALLOWED, message)
}

async fn not_found() -> (StatusCode, Json<Value>) {
    (StatusCode::NOT_FOUND, message("There is nothing here"))
}

fn message(text: &str) -> Json<Value> {
    Json(json!({"message": text}))
}
