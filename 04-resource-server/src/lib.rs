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
//! verifier; [`IssuerKeys`] keeps the keys that it needs; [`Rejection`] is every way to say no, and
//! the pure function [`Rejection::answer`] turns it into a response; [`serve`] runs it all.
//!
//! New since step 03: HTTP, keys that live longer than one request, refusals for machines. Left out
//! on purpose: tokens that were revoked before they expire (step 05).

mod app;
mod bearer;
mod client;
mod guard;
mod judge;
mod keys;
mod log;
mod rejection;
mod serve;

pub use app::{ApiConfig, app};
pub use bearer::bearer_token;
pub use client::{CallError, call_api, call_api_with};
pub use guard::Guard;
pub use judge::{Judge, LocalJudge};
pub use keys::{IssuerKeys, KeyTimes, KeysUnavailable};
pub use log::init_log;
pub use rejection::{Answer, Rejection};
pub use serve::{ServeError, listen, serve, shutdown_signal};
