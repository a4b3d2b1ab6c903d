//! # 04f: guard a service of your own
//!
//! You have every part now. Put them together: a small service that keeps a
//! stock list, with four routes.
//!
//! - `GET /health` is open to anyone and answers `ok`;
//! - `GET /whoami` requires a valid token and answers with its `client_id`;
//! - `GET /stock` requires the scope `READ` and answers `12 apples`;
//! - `GET /audit` requires the scope `AUDIT` and answers the same.
//!
//! A valid token is one of `issuer` for `AUDIENCE`. `RESOURCE` is the service's
//! own URL, which goes into every challenge. The page "In your own service" at
//! the top of `04-resource-server/src/lib.rs` shows the parts: `Policy`,
//! `Verifier`, `JwksCache`, `JwtValidator`, `Guard`, `Caller`.
//!
//! The checks start an issuer and your service on this machine, and send
//! requests to it over HTTP.
//!
//! Check: `cargo workshop check 04f`
//! Read: RFC 6750 §3, RFC 9068 §4, RFC 9728 §5.1

#[cfg(test)]
mod check;

use std::error::Error;

use axum::Router;

const AUDIENCE: &str = "test_api_resource";
const READ: &str = "test_api_access";
const AUDIT: &str = "stock:audit";
const RESOURCE: &str = "https://stock.example";

/// The service, for tokens of this issuer.
fn service(issuer: &str) -> Result<Router, Box<dyn Error>> {
    todo!(
        "a router for {RESOURCE} with tokens of {issuer} for {AUDIENCE}, scopes {READ} and {AUDIT}"
    )
}
