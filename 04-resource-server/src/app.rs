//! The tutorial's API: three routes, and those for clients' discovery and for operators.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Extension;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::{Value, json};

use crate::production::Draining;
use crate::{Guard, Rejection, RequiredScope, Resource, TokenValidator, layers};

/// When a replica that is draining has been replaced, roughly.
const DRAINED: Duration = Duration::from_secs(10);

/// The API's settings.
#[derive(Clone, Debug)]
pub struct ApiConfig {
    /// The API's URL.
    pub resource: Resource,
    /// The authorization servers whose tokens it accepts.
    pub issuers: Vec<String>,
    /// The scope that `/api/private-scoped` requires.
    pub scope: RequiredScope,
}

/// The API, with `validator` for its tokens.
///
/// It is a value that does not listen yet: a test can call it without a socket.
pub fn app<V: TokenValidator>(config: &ApiConfig, validator: Arc<V>) -> Router {
    let ApiConfig {
        resource,
        issuers,
        scope,
    } = config;
    let guard = Guard::new(Arc::clone(&validator), resource);
    let metadata = resource.metadata(issuers, scope);
    let private_scoped =
        format!("Authorization with a scope named {scope} is required to see this");

    layers(
        Router::new()
            .route("/api/public", get(public))
            .route("/api/private", guard.valid_token(get(private)))
            .route(
                "/api/private-scoped",
                guard.scope(scope, get(async move || message(&private_scoped))),
            )
            .route(
                resource.metadata_url().path(),
                get(async move || Json(metadata)),
            )
            .merge(health_routes(validator))
            .method_not_allowed_fallback(method_not_allowed)
            .fallback(not_found),
    )
}

/// `/healthz` and `/readyz`, for operators. They are open.
///
/// `/readyz` is 503 if `validator` cannot validate tokens, and while the server drains.
pub fn health_routes<V: TokenValidator>(validator: Arc<V>) -> Router {
    Router::new().route("/healthz", get(healthz)).route(
        "/readyz",
        get(async move |draining| readyz(&*validator, draining).await),
    )
}

async fn public() -> Json<Value> {
    message("No need of Authorization to see this")
}

async fn private() -> Json<Value> {
    message("Authorization is required to see this")
}

/// Whether the process runs: if not, it should be restarted.
async fn healthz() -> Json<Value> {
    message("alive")
}

/// Whether tokens can be validated: if not, requests should go to another replica. Restarting the
/// process would not bring the issuer back.
async fn readyz(
    validator: &impl TokenValidator,
    draining: Option<Extension<Draining>>,
) -> Response {
    let ready = match draining {
        Some(_) => Err(Rejection::unavailable(
            "draining",
            DRAINED,
            "the server is stopping",
        )),
        None => validator.ready().await,
    };
    match ready {
        Ok(()) => message("ready").into_response(),
        Err(rejection) => rejection.response("").into_response(),
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
