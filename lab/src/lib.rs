//! # Attack lab: forge it, see it refused, see it succeed elsewhere
//!
//! An attack is an experiment. Somebody without the issuer's private key makes a token, or brings
//! one that the issuer made for something else. A server that is weak in one place lets it in; the
//! server of the steps does not, and one line is the reason.
//!
//! Read in this order: [`ATTACKS`] is the list, and [`Attack`] what belongs to one; [`Attacker`] is
//! what the attacker has, and [`Api`] what a server has; [`naive`] are the weak servers;
//! [`Experiment`] is an attack that was carried out, on both. [`forge`] makes tokens, also for the
//! scenarios.
//!
//! `cargo attack` lists the attacks, `cargo attack NAME` carries one out, and
//! `cargo attack NAME --token | cargo 03` sends its token to step 03.

mod api;
mod attacks;
mod experiment;
pub mod forge;
pub mod naive;
mod token;

pub use api::Api;
pub use attacks::{ATTACKS, Attack, Attacker, Line};
pub use experiment::Experiment;
pub use token::{Refused, Token};

use thiserror::Error;

/// Why an experiment could not begin.
#[derive(Debug, Error)]
pub enum LabError {
    /// `myorg.json` or `stranger.json` has no such key.
    #[error("a key of the lab cannot be read: myorg.json and stranger.json need PKCS#8 in base64")]
    Key,
    /// The issuer's key set is not one.
    #[error("the issuer's key set cannot be read")]
    KeySet(#[from] serde_json::Error),
    /// What the API demands is no scope.
    #[error("the API's scope cannot be read")]
    Scope(#[from] resource_server::ScopeError),
    /// There is no attack of that name.
    #[error("there is no attack {0:?}: `cargo attack` lists them")]
    NoSuchAttack(String),
}
