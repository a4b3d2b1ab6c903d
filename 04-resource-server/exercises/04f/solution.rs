//! # 04f, a solution
//!
//! What is not handed to the guard is open, so the routes are the place to look
//! when you review such a service. Nothing else in it knows about tokens.

#[cfg(test)]
mod check;

use std::error::Error;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use resource_server::{Caller, Guard, JwksCache, JwksCacheConfig, JwtValidator, Resource};
use verify_signature::{Clock, Policy, Verifier};

const AUDIENCE: &str = "test_api_resource";
const READ: &str = "test_api_access";
const AUDIT: &str = "stock:audit";
const RESOURCE: &str = "https://stock.example";

/// The service, for tokens of this issuer.
fn service(issuer: &str) -> Result<Router, Box<dyn Error>> {
    let verifier = Verifier::new(Policy::new(issuer, AUDIENCE), Clock::system());
    let http = fetch_token::http::client()?;
    let keys = JwksCache::new(http, issuer, JwksCacheConfig::default());
    let validator = JwtValidator::new(verifier, keys);
    let resource: Resource = RESOURCE.parse()?;
    let guard = Guard::new(Arc::new(validator), &resource);
    let stock = get(async || "12 apples");
    Ok(Router::new()
        .route("/health", get(async || "ok"))
        .route("/whoami", guard.valid_token(get(whoami)))
        .route("/stock", guard.scope(&READ.parse()?, stock.clone()))
        .route("/audit", guard.scope(&AUDIT.parse()?, stock)))
}

async fn whoami(Caller(claims): Caller) -> String {
    claims.client_id.clone().unwrap_or_default()
}
