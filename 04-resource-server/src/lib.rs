//! # Step 04: an API that demands an access token
//!
//! Step 03 judged one token. A server judges one with every request, and has to say no in a way
//! that a client can act on. RFC 6750 fixes both: how the token comes, and how the refusal goes.
//!
//! ```text
//! GET /api/private-scoped            401  WWW-Authenticate: Bearer          nothing sent: get a token
//! Authorization: Bearer eyJhbGci…    400  … error="invalid_request"         sent, but not like that
//!                                    401  … error="invalid_token"           get another token
//!                                    403  … error="insufficient_scope"      get one that may do more
//!                                    503  Retry-After: 2                    not your token's fault
//! ```
//!
//! Read in this order: [`app`] is the tutorial's API; [`Guard`] is what stands before a route;
//! [`bearer_token`] finds the token; [`Judge`] decides about it, [`LocalJudge`] by step 03's
//! verifier; [`IssuerKeys`] keeps the keys that it needs, `verified.rs` the tokens that passed;
//! [`Rejection`] is every way to say no, and the pure function [`Rejection::answer`] turns it into a
//! response; [`Resource`] tells a rejected client where to go. Then what makes it fit to be deployed:
//! [`layers`] is what each request passes, [`serve`] what clients may take, [`metrics_app`] what
//! operators see, [`healthy`] what a container engine asks.
//!
//! New since step 03: HTTP, keys that live longer than one request, refusals for machines. Left out
//! on purpose: tokens that were revoked before they expire (step 05), and TLS, which the proxy before
//! the API does.
//!
//! # In a service of your own
//!
//! Nothing in here knows the tutorial. A route that demands a token, and one that demands scopes:
//!
//! ```
//! use std::sync::Arc;
//!
//! use axum::{Router, routing::get};
//! use resource_server::{Caller, Guard, IssuerKeys, KeyTimes, LocalJudge, Resource, layers};
//! use verify_signature::{Clock, Policy, Verifier};
//!
//! async fn report(Caller(claims): Caller) -> String {
//!     format!("for {}", claims.client_id.as_deref().unwrap_or("somebody"))
//! }
//!
//! fn my_app(issuer: &str) -> anyhow::Result<Router> {
//!     let policy = Policy::new(issuer, "reports");
//!     let keys = IssuerKeys::new(fetch_token::http::client()?, issuer, KeyTimes::default());
//!     let judge = LocalJudge::new(Verifier::new(policy, Clock::system()), keys);
//!     let resource: Resource = "https://reports.example".parse()?;
//!     let guard = Guard::new(Arc::new(judge), &resource);
//!     let scope = "reports:read archive:read".parse()?;
//!     Ok(layers(
//!         Router::new()
//!             .route("/whoami", guard.valid_token(get(report)))
//!             .route("/reports", guard.scope(&scope, get(report))),
//!     ))
//! }
//! # verify_signature::install_crypto();
//! # my_app("https://issuer.example/realms/main").unwrap();
//! ```

mod app;
mod bearer;
mod client;
mod guard;
mod healthy;
mod judge;
mod keys;
mod layers;
mod log;
mod metadata;
mod metrics;
mod rejection;
mod scope;
mod serve;
mod verified;

pub use app::{ApiConfig, app};
pub use bearer::bearer_token;
pub use client::{CallError, call_api, call_api_with};
pub use guard::{Caller, Guard};
pub use healthy::{Unhealthy, healthy};
pub use judge::{Judge, LocalJudge};
pub use keys::{IssuerKeys, KeyTimes, KeysUnavailable};
pub use layers::layers;
pub use log::init_log;
pub use metadata::{Resource, ResourceError};
pub use metrics::metrics_app;
pub use rejection::{Answer, Rejection};
pub use scope::{RequiredScope, ScopeError};
pub use serve::{Limits, ListenError, listen, serve, shutdown_signal};
pub use verified::TokenHash;
