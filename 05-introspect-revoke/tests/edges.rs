//! What an issuer can do to an API that introspects: move its endpoint, ask for rest, hang.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use fetch_token::{AuthMethod, Client, http};
use introspect_revoke::{IntrospectionCache, IntrospectionValidator, OptionalClaims};
use resource_server::{Rejection, TokenValidator};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use verify_signature::{Claims, Clock, Policy, Verifier};

/// An issuer whose tokens are all active, and what it does wrong.
#[derive(Default)]
struct Issuer {
    moved: AtomicBool,
    busy: AtomicBool,
    hangs: AtomicBool,
    running: AtomicUsize,
    most: AtomicUsize,
    introspections: AtomicUsize,
}

impl Issuer {
    async fn introspect(&self, issuer: String, moved: bool) -> Response {
        self.introspections.fetch_add(1, Ordering::Relaxed);
        let running = self.running.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(running, Ordering::Relaxed);
        if self.hangs.load(Ordering::Relaxed) {
            tokio::time::sleep(Duration::from_millis(300)).await;
        }
        self.running.fetch_sub(1, Ordering::Relaxed);
        if self.busy.load(Ordering::Relaxed) {
            return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "60")]).into_response();
        }
        if self.moved.load(Ordering::Relaxed) != moved {
            return StatusCode::NOT_FOUND.into_response();
        }
        let exp = 4_000_000_000_u64;
        let active = json!({"active": true, "iss": issuer, "aud": "api", "exp": exp});
        Json(active).into_response()
    }
}

async fn start() -> (Arc<Issuer>, IntrospectionCache) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let issuer = Arc::new(Issuer::default());
    let metadata = {
        let (issuer, url) = (Arc::clone(&issuer), url.clone());
        async move || -> Json<Value> {
            let path = if issuer.moved.load(Ordering::Relaxed) {
                "new"
            } else {
                "old"
            };
            Json(json!({
                "issuer": url, "token_endpoint": url, "jwks_uri": url,
                "introspection_endpoint": format!("{url}/{path}"),
            }))
        }
    };
    let introspect = |moved: bool| {
        let (issuer, url) = (Arc::clone(&issuer), url.clone());
        async move || issuer.introspect(url, moved).await
    };
    let app = Router::new()
        .route("/.well-known/openid-configuration", get(metadata))
        .route("/old", post(introspect(false)))
        .route("/new", post(introspect(true)));
    tokio::spawn(axum::serve(listener, app).into_future());
    let api = Client::with_secret("api", "secret", AuthMethod::Post);
    let verifier = Verifier::new(Policy::new(url, "api"), Clock::system());
    let validator = IntrospectionValidator::new(http::client().unwrap(), api, verifier);
    (issuer, IntrospectionCache::new(validator))
}

#[tokio::test]
async fn an_endpoint_that_moves_is_found_without_a_restart() {
    let (issuer, validator) = start().await;
    validator.validate("one").await.unwrap();
    issuer.moved.store(true, Ordering::Relaxed);
    validator.validate("two").await.unwrap();
}

#[tokio::test]
async fn an_issuer_that_asks_for_rest_gets_it_and_callers_are_told() {
    let (issuer, validator) = start().await;
    issuer.busy.store(true, Ordering::Relaxed);
    for number in 0..20 {
        let rejection = validator.validate(&number.to_string()).await.unwrap_err();
        assert!(
            matches!(
                rejection,
                Rejection::Unavailable {
                    retry_after: 59..=60,
                    ..
                }
            ),
            "{rejection:?}"
        );
    }
    assert_eq!(issuer.introspections.load(Ordering::Relaxed), 1);
    assert!(validator.ready().await.is_err());
}

#[tokio::test]
async fn requests_to_the_issuer_are_bounded() {
    let (issuer, validator) = start().await;
    validator.validate("warm").await.unwrap();
    issuer.hangs.store(true, Ordering::Relaxed);
    for ttl in [Duration::ZERO, Duration::from_secs(10)] {
        let validator = validator.with_cache_ttl(ttl);
        let mut callers = JoinSet::new();
        for number in 0..200 {
            let validator = validator.clone();
            callers.spawn(async move { validator.validate(&number.to_string()).await.is_ok() });
        }
        assert!(callers.join_all().await.into_iter().all(|valid| valid));
    }
    let most = issuer.most.load(Ordering::Relaxed);
    assert!((2..=64).contains(&most), "{most}");
}

/// The result of a token whose introspection response has these members, where `"$iss"` is the issuer.
async fn introspected(members: Value, optional: &str) -> Result<Arc<Claims>, Rejection> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let response = members.to_string().replace("$iss", &url);
    let metadata = json!({"issuer": url, "introspection_endpoint": format!("{url}/introspect")});
    let app = Router::new()
        .route(
            "/.well-known/openid-configuration",
            get(async move || Json(metadata)),
        )
        .route("/introspect", post(async move || response));
    tokio::spawn(axum::serve(listener, app).into_future());
    let api = Client::with_secret("api", "secret", AuthMethod::Post);
    let verifier = Verifier::new(Policy::new(url, "api"), Clock::new(|| 1000));
    let optional = match optional {
        "" => OptionalClaims::default(),
        names => names.parse().unwrap(),
    };
    let http = http::client().unwrap();
    IntrospectionValidator::with_optional_claims(http, api, verifier, optional)
        .validate("opaque")
        .await
}

fn outcome(result: Result<Arc<Claims>, Rejection>) -> (&'static str, String) {
    match result {
        Ok(_) => ("accepted", String::new()),
        Err(rejection) => (rejection.code(), rejection.to_string()),
    }
}

#[tokio::test]
async fn a_claim_that_the_issuer_leaves_out_is_not_the_clients_fault() {
    let all = json!({"active": true, "iss": "$iss", "aud": "api", "exp": 2000});
    for name in ["exp", "iss", "aud"] {
        let mut members = all.clone();
        members.as_object_mut().unwrap().remove(name);
        let (code, text) = outcome(introspected(members.clone(), "").await);
        assert_eq!(code, "introspection_claims", "{name}: {text}");
        let advice = format!("INTROSPECTION_OPTIONAL_CLAIMS={name}");
        assert!(text.contains(&advice), "{text}");
        let (code, text) = outcome(introspected(members, name).await);
        assert_eq!(code, "accepted", "{name}: {text}");
        // Another one that is optional does not help.
        let mut members = all.clone();
        members.as_object_mut().unwrap().remove(name);
        let others = ["exp", "iss", "aud"].map(|other| if other == name { "aud" } else { other });
        let others = others
            .join(",")
            .replace("aud", if name == "aud" { "iss" } else { "aud" });
        let (code, _) = outcome(introspected(members, &others).await);
        assert_eq!(code, "introspection_claims", "{name}, {others}");
    }
    // What is there is validated, optional or not.
    for (changes, expected) in [
        (json!({"exp": 900}), "expired"),
        (json!({"iss": "http://other"}), "wrong_issuer"),
        (json!({"aud": "other"}), "wrong_audience"),
        (json!({"cnf": {}}), "sender_constrained"),
        (json!({"exp": "2000"}), "introspection_claims"),
        (json!({"aud": 7}), "introspection_claims"),
        (json!({"nbf": null, "iat": null, "scope": null}), "accepted"),
    ] {
        let mut members = all.clone();
        let object = members.as_object_mut().unwrap();
        object.extend(changes.as_object().unwrap().clone());
        let (code, text) = outcome(introspected(members, "exp,iss,aud").await);
        assert_eq!(code, expected, "{changes}: {text}");
    }
}
