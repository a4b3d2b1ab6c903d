//! # Step 05: revoke a token, and find out
//!
//! Step 04 judges a token by its signature, alone and fast. So it cannot know what happened since
//! the token was signed: a client that revokes its token tells the issuer, and nobody else.
//!
//! ```text
//! client ──revoke (RFC 7009)───────▶ issuer      "forget this token"
//! API    ──introspect (RFC 7662)───▶ issuer      "is this token active?"   {"active":false}
//! API    ──verify (step 04)                      "the signature holds, and exp is ahead": 200
//! ```
//!
//! Read in this order: [`revoke`] and [`introspect`] are the two requests; [`IntrospectionJudge`]
//! puts the second one in the place of step 04's judge; [`HybridJudge`] verifies first and asks only
//! about tokens that pass. `answers.rs` keeps what the issuer said for a few seconds. The command
//! itself shows the difference: the story in `story.rs` second by second, `measure.rs` in numbers.
//!
//! New since step 04: two endpoints, and a judge that depends on the issuer. That is the price: a
//! round trip for each token that was not asked about just now, and when the issuer is down, the API
//! is too. Each second for which an answer is kept makes it cheaper, and is a second for which a
//! revoked token is still accepted.
//! How several machines can learn of a revocation at once, without asking each time, is the module
//! [`replicas`], which is kept apart.

mod answers;
mod error;
mod introspection;
mod judges;
pub mod replicas;
mod revocation;

pub use error::AskError;
pub use introspection::{Introspection, introspect, introspection_endpoint};
pub use judges::{CACHE_LIFETIME, HybridJudge, IntrospectionJudge};
pub use revocation::{Revocation, revocation_endpoint, revoke};

use fetch_token::{AuthMethod, Client, ConfigError, variable};

/// The client that introspects: the API itself, as the issuer knows it. `OAUTH_RESOURCE_ID` and
/// `OAUTH_RESOURCE_SECRET`, by default the published ones of the course's realm.
///
/// Introspection needs credentials, because whoever may ask can try out stolen strings until one
/// is active (RFC 7662 §2.1).
///
/// # Errors
/// [`ConfigError::Variable`]
pub fn resource_client() -> Result<Client, ConfigError> {
    Ok(Client {
        id: variable("OAUTH_RESOURCE_ID", "test_api_resource")?,
        secret: variable("OAUTH_RESOURCE_SECRET", "test-api-resource-secret")?.into(),
        auth: AuthMethod::Post,
    })
}
