//! # Step 04: an API that requires an access token
//!
//! Step 03 verified one token. A server validates one with every request, and has to refuse in a way
//! that a client can act on. RFC 6750 defines both: how the token is sent, and how the server refuses.
//!
//! ```text
//! GET /api/private-scoped            401  WWW-Authenticate: Bearer          nothing sent: get a token
//! Authorization: Bearer eyJhbGci…    400  … error="invalid_request"         sent, but not in this form
//!                                    401  … error="invalid_token"           get another token
//!                                    403  … error="insufficient_scope"      get one with more scope
//!                                    503  Retry-After: 2                    the token could not be
//!                                                                           checked; retry later
//! ```
//!
//! Read in this order: [`app`] is the tutorial's API; [`Guard`] protects a route; [`bearer_token`]
//! finds the token; [`TokenValidator`] gets the claims from it, [`JwtValidator`] with step 03's
//! verifier; [`JwksCache`] keeps the keys for that; [`Rejection`] is every way to refuse, and the pure
//! function [`Rejection::response`] turns it into a response; [`Resource`] tells a rejected client
//! where to get a token; [`call_api`] is that client.
//!
//! `production/` makes it fit to run for months: [`TokenCache`] remembers verified tokens, [`layers`]
//! is what each request passes, [`TrustedIssuers`] takes the tokens of several, [`serve`] limits clients, [`metrics_app`] and [`healthcheck`] are for
//! operators.
//!
//! New since step 03: HTTP, keys that live longer than one request, machine-readable refusals. Left
//! out on purpose: tokens that are revoked before they expire (step 05), and TLS, which is the job of
//! the proxy in front of the API.
//!
//! # In your own service
//!
//! Nothing in here depends on the tutorial. A route that requires a token, and one that requires scopes:
//!
//! ```
//! use std::sync::Arc;
//!
//! use axum::{Router, routing::get};
//! use resource_server::{
//!     Caller, Guard, JwksCache, JwksCacheConfig, JwtValidator, Resource, TokenCache, layers,
//! };
//! use verify_signature::{Clock, Policy, Verifier};
//!
//! async fn report(Caller(claims): Caller) -> String {
//!     format!("for {}", claims.client_id.as_deref().unwrap_or("an unnamed client"))
//! }
//!
//! fn my_app(issuer: &str) -> anyhow::Result<Router> {
//!     let verifier = Verifier::new(Policy::new(issuer, "reports"), Clock::system());
//!     let keys = JwksCache::new(fetch_token::http::client()?, issuer, JwksCacheConfig::default());
//!     let validator = TokenCache::new(JwtValidator::new(verifier, keys));
//!     let resource: Resource = "https://reports.example".parse()?;
//!     let guard = Guard::new(Arc::new(validator), &resource);
//!     let scope = "reports:read archive:read".parse()?;
//!     Ok(layers(
//!         Router::new()
//!             .route("/whoami", guard.valid_token(get(report)))
//!             .route("/reports", guard.scope(&scope, get(report))),
//!     ))
//! }
//! # my_app("https://issuer.example/realms/main").unwrap();
//! ```

// No setting and no number from a peer may make a program panic.
#![warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)]

mod app;
mod bearer;
mod client;
mod guard;
mod jwks_cache;
mod metadata;
mod production;
mod rejection;
mod validator;

pub use app::{ApiConfig, app, app_with, health_routes};
pub use bearer::{Bearer, Presentation, authorization_token, bearer_token};
pub use client::{CallError, api_response, call_api, call_api_with, challenge_parameter};
pub use guard::{Caller, Guard, RequiredScope, ScopeError};
pub use jwks_cache::{JwksCache, JwksCacheConfig};
pub use metadata::{Resource, ResourceError};
pub use production::{
    Discovered, HealthcheckError, Limits, ListenError, Metrics, ResourceDiscoveryError, TokenCache,
    TokenHash, TrustedIssuers, discover, healthcheck, init_log, layers, listen, metrics,
    metrics_app, serve, settings, shutdown_signal,
};
#[cfg(feature = "cli")]
pub use production::{Listening, ServeArgs};
pub use rejection::{CODES, ErrorResponse, Rejection};
pub use validator::{JwtValidator, TokenValidator};
