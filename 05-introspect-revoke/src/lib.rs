//! # Step 05: revoke a token, and find out
//!
//! Step 04 validates a token by its signature, alone and fast. So it cannot know what happened after
//! the token was signed: a client that revokes its token tells the issuer, and nobody else.
//!
//! ```text
//! client ──revoke (RFC 7009)───────▶ issuer      "forget this token"
//! API    ──introspect (RFC 7662)───▶ issuer      "is this token active?"   {"active":false}
//! API    ──verify (step 04)                      "the signature is valid, exp is ahead": 200
//! ```
//!
//! Read in this order: [`revoke`] and [`introspect`] are the two requests, [`EndpointError`] why they
//! fail; [`IntrospectionValidator`] takes the place of step 04's validator; [`JwtThenIntrospection`]
//! verifies first and introspects only tokens that pass. The command itself shows the difference.
//!
//! `production/` makes it fit to run for months: [`IntrospectionCache`] uses a response for a few
//! seconds, [`OptionalClaims`] is for issuers that leave claims out, and `replicas` lets several machines
//! share a denylist of revoked tokens.
//!
//! New since step 04: two endpoints, and a validator that depends on the issuer. That has a cost: one
//! round trip for each token without a cached response, and when the issuer is down, so is the API.
//! Each second of caching saves work, and lets a revoked token through for another second.

// No setting and no number from a peer may make a program panic.
#![warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)]

mod error;
mod introspection;
mod production;
mod revocation;
mod validators;

pub use error::EndpointError;
pub use introspection::{Introspection, introspect, introspection_endpoint};
#[cfg(feature = "replicas")]
pub use production::replicas;
pub use production::{CACHE_TTL, IntrospectionCache, OptionalClaims, OptionalClaimsError};
pub use revocation::{Revocation, revocation_endpoint, revoke};
pub use validators::{IntrospectionValidator, JwtThenIntrospection};

use fetch_token::settings::{client_auth, credential};
use fetch_token::{Client, ConfigError, IssuerUrl};

/// The client that introspects: the API itself, registered at the issuer. `OAUTH_RESOURCE_ID` and
/// `OAUTH_RESOURCE_SECRET`, by default the published ones of the course's realm; and
/// `OAUTH_CLIENT_AUTH`.
///
/// Introspection requires credentials, because otherwise anyone could try out stolen strings until one
/// is active (RFC 7662 §2.1).
///
/// # Errors
/// [`ConfigError`] if one of them is empty, or must be set for this issuer and is not.
pub fn resource_client(issuer: &IssuerUrl) -> Result<Client, ConfigError> {
    let method = client_auth()?;
    let id = credential("OAUTH_RESOURCE_ID", issuer, "test_api_resource")?;
    let secret = credential("OAUTH_RESOURCE_SECRET", issuer, "test-api-resource-secret")?;
    Ok(Client::with_secret(id, secret, method))
}
