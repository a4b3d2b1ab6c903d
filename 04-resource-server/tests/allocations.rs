//! What a request with a known token costs in allocations: nothing that is ours.

#![expect(clippy::unwrap_used, reason = "this is a test, helpers included")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::routing::get;
use fetch_token::http;
use futures_util::FutureExt;
use resource_server::{
    Caller, Guard, JwksCache, JwksCacheConfig, JwtValidator, Resource, TokenCache, TokenValidator,
};
use tower::ServiceExt;
use verify_signature::{Clock, Policy, Verifier};

async fn validator_and_token() -> (Arc<TokenCache>, String, realm::Server) {
    let server = realm::Server::start(0).await.unwrap();
    let issuer = server.issuer();
    let token = server.token("test_api_client", "test_api_access").unwrap();
    let keys = JwksCache::new(http::client().unwrap(), issuer, JwksCacheConfig::default());
    let verifier = Verifier::new(Policy::new(issuer, "test_api_resource"), Clock::system());
    let validator = Arc::new(TokenCache::new(JwtValidator::new(verifier, keys)));
    (validator, token, server)
}

fn allocations(work: impl FnOnce()) -> u64 {
    allocation_counter::measure(work).count_total
}

#[tokio::test]
async fn validating_a_known_token_allocates_nothing() {
    let (validator, token, _server) = validator_and_token().await;
    validator.validate(&token).await.unwrap();
    let mut outcome = None;
    let count = allocations(|| outcome = validator.validate(&token).now_or_never());
    assert!(outcome.is_some_and(|outcome| outcome.is_ok()));
    assert_eq!(count, 0);
}

/// A guarded route beside one with the least that axum offers for the same: a middleware by
/// `from_fn` that hands the claims to the handler.
#[tokio::test]
async fn a_guarded_route_allocates_no_more_than_its_middleware() {
    let (validator, token, _server) = validator_and_token().await;
    let claims = validator.validate(&token).await.unwrap();
    let resource: Resource = "https://api.example".parse().unwrap();
    let guard = Guard::new(validator, &resource);
    let scope = "test_api_access".parse().unwrap();
    let who = async |Caller(claims): Caller| {
        assert!(claims.client_id.is_some());
        StatusCode::NO_CONTENT
    };
    let hand_over = from_fn(move |mut request: Request, next: Next| {
        let caller = Caller(Arc::clone(&claims));
        async move {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
    });
    let app: Router = Router::new()
        .route("/guarded", guard.scope(&scope, get(who)))
        .route("/framework", get(who).route_layer(hand_over));

    let count = |path: &str| {
        let request = || {
            Request::get(path)
                .header("authorization", format!("Bearer {token}"))
                .body(Body::empty())
                .unwrap()
        };
        let send = |request| {
            app.clone()
                .oneshot(request)
                .now_or_never()
                .unwrap()
                .unwrap()
        };
        assert_eq!(send(request()).status(), StatusCode::NO_CONTENT, "{path}");
        let (request, mut status) = (request(), None);
        let count = allocations(|| status = Some(send(request).status()));
        assert_eq!(status, Some(StatusCode::NO_CONTENT), "{path}");
        count
    };
    assert!(count("/guarded") <= count("/framework"));
}
