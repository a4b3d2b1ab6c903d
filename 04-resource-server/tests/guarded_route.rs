//! How to test your own guarded routes: with tokens of the embedded realm, by calling the router
//! without a socket, or over HTTP.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

use std::future::pending;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{Request, StatusCode};
use axum::{Router, routing::get};
use fetch_token::http;
use realm::Server;
use resource_server::{
    Caller, Guard, JwksCache, JwksCacheConfig, JwtValidator, Limits, Resource, layers, listen,
    serve,
};
use tower::ServiceExt;
use verify_signature::{Clock, Policy, Verifier};

async fn whoami(Caller(claims): Caller) -> String {
    claims.client_id.clone().unwrap_or_default()
}

fn my_app(issuer: &str) -> Router {
    let verifier = Verifier::new(Policy::new(issuer, "test_api_resource"), Clock::system());
    let keys = JwksCache::new(http::client().unwrap(), issuer, JwksCacheConfig::default());
    let resource: Resource = "https://reports.example".parse().unwrap();
    let guard = Guard::new(Arc::new(JwtValidator::new(verifier, keys)), &resource);
    let reports = "test_api_access".parse().unwrap();
    let archive = "archive:read".parse().unwrap();
    layers(
        Router::new()
            .route("/whoami", guard.valid_token(get(whoami)))
            .route("/reports", guard.scope(&reports, get(whoami)))
            .route("/archive", guard.scope(&archive, get(whoami)))
            .route("/forgotten", get(whoami)),
    )
}

#[tokio::test]
async fn without_a_socket() {
    let realm = Server::start(0).await.unwrap();
    let app = my_app(realm.issuer());
    let good = realm.token("test_api_client", "test_api_access").unwrap();
    // In this realm the API is in the audience of tokens with its scope only.
    let for_others = realm.token("test_api_client", "basic").unwrap();
    let forged = format!("{good}A");
    for (path, token, expected) in [
        ("/whoami", good.as_str(), StatusCode::OK),
        ("/whoami", &for_others, StatusCode::UNAUTHORIZED),
        ("/whoami", &forged, StatusCode::UNAUTHORIZED),
        ("/reports", &good, StatusCode::OK),
        ("/archive", &good, StatusCode::FORBIDDEN),
        // Without a guard there is no caller, which is a mistake of the server's.
        ("/forgotten", &good, StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
        let request = request.body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), expected, "{path} {token}");
    }
    // What a client that knows nothing yet should ask for.
    for (path, scope) in [("/whoami", ""), ("/archive", r#"scope="archive:read", "#)] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
        let metadata = "https://reports.example/.well-known/oauth-protected-resource";
        let challenge = format!(r#"Bearer {scope}resource_metadata="{metadata}""#);
        assert_eq!(response.headers()[WWW_AUTHENTICATE], challenge);
    }
}

#[tokio::test]
async fn over_http() {
    let realm = Server::start(0).await.unwrap();
    let listener = listen("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/whoami", listener.local_addr().unwrap());
    let app = my_app(realm.issuer());
    tokio::spawn(serve(listener, app, Limits::default(), pending()));

    let token = realm.token("test_api_client", "test_api_access").unwrap();
    let request = http::client().unwrap().get(url).bearer_auth(token);
    let response = http::send(request).await.unwrap();
    assert_eq!(response.status, StatusCode::OK);
    assert_eq!(response.body, b"test_api_client");
}
