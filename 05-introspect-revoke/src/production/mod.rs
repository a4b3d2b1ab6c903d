//! What makes introspection fit to run for months: a cache, and a denylist that replicas share.

mod introspection_cache;
mod optional_claims;
#[cfg(feature = "replicas")]
pub mod replicas;

pub use introspection_cache::{CACHE_TTL, IntrospectionCache};
pub use optional_claims::{OptionalClaims, OptionalClaimsError};
