//! # Scenarios: the whole course, on the embedded realm and on a real Keycloak
//!
//! A scenario is written once, against a [`Realm`]: an issuer, whichever it is. It runs twice, and
//! compares both runs with the same snapshot files in `tests/snapshots/`. So the snapshots say what
//! Keycloak answers, and that the embedded realm answers the same. The book prints these files.
//!
//! - [`Provider`] is where an issuer comes from, [`Realm`] is one for a scenario;
//! - [`Exchange`] is a request and its answer as they go over the wire, for a snapshot;
//! - [`snapshot`] compares, with what changes from run to run replaced by a name;
//! - [`forge`] makes tokens that no issuer made, and [`hostile`] is a table of them;
//! - [`FaultyIssuer`] is an issuer that fails on command;
//! - [`RedisServer`] is a Redis or Valkey server, [`TcpProxy`] the connection to it, which can be cut;
//! - [`Proxy`] is nginx before two replicas of the API;
//! - [`Program`] runs a binary of the course, or one of the book's programs in Python; [`Session`]
//!   types what the book shows of a shell;
//! - [`Browser`] is a headless Chromium, [`Page`] a page in it.

mod browser;
mod exchange;
mod faulty_issuer;
pub mod hostile;
mod keycloak;
mod program;
mod provider;
mod proxy;
mod python;
mod redis_server;
mod session;
mod snapshot;

pub use attack_lab::forge;
pub use browser::{Browser, Page};
pub use exchange::Exchange;
pub use faulty_issuer::{Fault, FaultyIssuer};
pub use keycloak::{KEYCLOAK_VERSION, Keycloak, OLDER_KEYCLOAK_VERSION, keycloak_version};
pub use program::{Program, Running};
pub use provider::{Change, Provider, Realm};
pub use proxy::{Passed, Proxy};
pub use python::python;
pub use redis_server::{LinkState, RedisServer, TcpProxy};
pub use session::Session;
pub use snapshot::{orphans, session_snapshot, snapshot};

use std::path::Path;

/// The workspace's folder.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
