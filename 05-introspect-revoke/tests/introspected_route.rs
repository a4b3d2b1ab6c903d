//! How to test your own introspected route: with a token of the embedded realm that is revoked.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{Request, StatusCode};
use axum::{Router, routing::get};
use fetch_token::{AuthMethod, Client, http};
use introspect_revoke::{IntrospectionValidator, Revocation, revoke};
use realm::Server;
use resource_server::Guard;
use tower::ServiceExt;
use verify_signature::{Clock, Policy, Verifier, fetch_metadata};

fn client(id: &str, secret: &str) -> Client {
    Client::with_secret(id, secret, AuthMethod::Post)
}

fn my_app(issuer: &str) -> Router {
    let verifier = Verifier::new(Policy::new(issuer, "test_api_resource"), Clock::system());
    let api = client("test_api_resource", "test-api-resource-secret");
    let validator = IntrospectionValidator::new(http::client().unwrap(), api, verifier);
    let resource = "https://reports.example".parse().unwrap();
    let guard = Guard::new(Arc::new(validator), &resource);
    Router::new().route("/reports", guard.valid_token(get(async || "for you")))
}

#[tokio::test]
async fn a_revoked_token_is_rejected() {
    let realm = Server::start(0).await.unwrap();
    let app = my_app(realm.issuer());
    let token = realm.token("test_api_client", "test_api_access").unwrap();
    let status = async || {
        let request = Request::get("/reports").header(AUTHORIZATION, format!("Bearer {token}"));
        let request = request.body(Body::empty()).unwrap();
        app.clone().oneshot(request).await.unwrap().status()
    };
    assert_eq!(status().await, StatusCode::OK);

    let http = http::client().unwrap();
    let metadata = fetch_metadata(&http, realm.issuer()).await.unwrap();
    let endpoint = metadata.endpoint("revocation_endpoint").unwrap();
    let client = client("test_api_client", "test-api-client-secret");
    let revocation = revoke(&http, &endpoint, &client, &token).await.unwrap();
    assert_eq!(revocation, Revocation::Revoked);
    assert_eq!(status().await, StatusCode::UNAUTHORIZED);
}
