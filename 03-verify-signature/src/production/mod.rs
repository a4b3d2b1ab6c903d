//! What issuers other than the course's send: more algorithms, keys on curves, scopes in other claims.

mod algorithms;
#[cfg(feature = "cli")]
mod command_line;
mod curves;
mod public_key;
mod scope_claims;

pub use algorithms::{Algorithms, AlgorithmsError};
#[cfg(feature = "cli")]
pub use command_line::PolicyArgs;
pub use public_key::PublicKey;
pub use scope_claims::{ScopeClaims, ScopeClaimsError};

pub(crate) use curves::on_a_curve;
