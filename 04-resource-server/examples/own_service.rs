//! The whole `main.rs` of a service that is not the tutorial's: its own routes and scopes, an issuer that
//! must be named, and nothing of the course's realm. Try it with
//!
//! ```text
//! OAUTH_ISSUER=https://issuer.example/realms/main PUBLIC_URL=https://reports.example cargo run --example own_service
//! ```

use std::env;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::routing::get;
use axum::{Json, Router};
use fetch_token::{IssuerUrl, http};
use resource_server::{
    Caller, Guard, JwksCache, JwksCacheConfig, JwtValidator, Limits, RequiredScope, Resource,
    TokenCache, TokenValidator, health_routes, init_log, layers, listen, metrics_app, serve,
    shutdown_signal,
};
use verify_signature::{Clock, Policy, Verifier, install_crypto};

/// The issuer's name for this API, which no other API has.
const AUDIENCE: &str = "reports";

/// The routes. What is not passed to the guard is open.
fn app(
    issuer: &str,
    resource: &Resource,
    validator: Arc<impl TokenValidator>,
) -> anyhow::Result<Router> {
    let guard = Guard::new(Arc::clone(&validator), resource);
    let read: RequiredScope = "reports:read".parse()?;
    let metadata = resource.metadata(&[issuer.to_owned()], &read);
    let routes = Router::new()
        .route("/reports", guard.scope(&read, get(reports)))
        .route(
            resource.metadata_url().path(),
            get(async move || Json(metadata)),
        )
        .merge(health_routes(validator));
    Ok(layers(routes))
}

/// A handler that takes a `Caller` never runs without a validated token.
async fn reports(Caller(claims): Caller) -> String {
    let client = claims.client_id.as_deref().unwrap_or("an unnamed client");
    format!("the reports of {client}\n")
}

/// A setting without a default: an API that guesses its issuer trusts a stranger.
fn required(name: &str) -> anyhow::Result<String> {
    env::var(name).with_context(|| format!("set {name}"))
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // Lines are written by a thread of their own. Dropped at the end, which writes the last ones.
    let _log = init_log()?;
    install_crypto();
    let issuer: IssuerUrl = required("OAUTH_ISSUER")?.parse().context("OAUTH_ISSUER")?;
    let resource: Resource = required("PUBLIC_URL")?.parse().context("PUBLIC_URL")?;
    let address = env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:50100".to_owned());

    let policy = Policy::new(issuer.as_str(), AUDIENCE);
    let keys = JwksCache::new(http::client()?, issuer.as_str(), JwksCacheConfig::default());
    let verifier = Verifier::new(policy, Clock::system());
    let validator = Arc::new(TokenCache::new(JwtValidator::new(verifier, keys)));
    let app = app(issuer.as_str(), &resource, validator)?;

    // Reachable from this machine only: the numbers reveal operational details.
    let metrics = listen("127.0.0.1:9464").await?;
    let never = std::future::pending();
    tokio::spawn(serve(metrics, metrics_app(), Limits::default(), never));

    let limits = Limits {
        // Longer than the interval in which the load balancer asks /readyz.
        drain: Duration::from_secs(10),
        ..Limits::for_this_process()
    };
    serve(listen(&address).await?, app, limits, shutdown_signal()).await;
    Ok(())
}
