//! # Attack lab: forged tokens, a server that accepts them, and one that does not
//!
//! An attack is an experiment. An attacker without the issuer's private key forges a token, or sends
//! one that the issuer signed for another purpose. A server with one weakness accepts it. The server
//! of the steps refuses it, and one line of its code is the reason.
//!
//! Read in this order: [`ATTACKS`] is the list, and [`Attack`] describes one; [`Attacker`] is what the
//! attacker has, and [`Api`] what a server has; [`naive`] contains the weak servers; [`Experiment`]
//! runs an attack against both servers. [`forge`] makes tokens, for the tests too.
//!
//! `cargo attack` lists the attacks, `cargo attack NAME` runs one, and
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
pub use token::{NaiveError, Token};

use thiserror::Error;

/// Why an experiment could not be run.
#[derive(Debug, Error)]
pub enum LabError {
    /// `myorg.json` or `stranger.json` has no such key.
    #[error("a key of the lab cannot be read: myorg.json and stranger.json need PKCS#8 in base64")]
    Key,
    /// The issuer's key set is invalid.
    #[error("the issuer's key set cannot be read")]
    KeySet(#[from] serde_json::Error),
    /// The scope that the API requires is invalid.
    #[error("the API's scope cannot be read")]
    Scope(#[from] resource_server::ScopeError),
    /// The API's URL is invalid.
    #[error("the API's URL cannot be read")]
    Resource(#[from] resource_server::ResourceError),
    /// The steps refuse the honest client that an attack begins with.
    #[error("the honest client is refused: {0}")]
    Honest(String),
    /// The realm's file is invalid.
    #[error(transparent)]
    Realm(#[from] realm::RealmError),
    /// There is no attack of that name.
    #[error("there is no attack {0:?}: `cargo attack` lists them")]
    NoSuchAttack(String),
}
