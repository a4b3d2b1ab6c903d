//! # Scenarios: the whole course, on the embedded realm and on a real Keycloak
//!
//! A scenario is written once, against a [`Realm`]: an issuer, whichever it is. It runs twice, and
//! compares both runs with the same snapshot files in `tests/snapshots/`. So the snapshots say what
//! Keycloak responds, and that the embedded realm responds the same. The book prints these files.
//!
//! - [`Provider`] is where an issuer comes from, [`Realm`] is one for a scenario;
//! - [`Exchange`] is a request and its response as they go over the wire, for a snapshot;
//! - [`snapshot`] compares, with what changes from run to run replaced by a name;
//! - [`forge`] makes tokens that no issuer made, [`hostile`] is a table of them, and [`assertions`] one of
//!   what clients may send to an issuer, and [`proofs`] one of what they may prove to it and to an API;
//! - [`FaultyIssuer`] is an issuer that fails on command;
//! - [`RedisServer`] is a Redis or Valkey server, [`TcpProxy`] the connection to it, which can be cut;
//! - [`Proxy`] is nginx before two replicas of the API;
//! - [`Program`] runs a binary of the course, or one of the book's programs in Python; [`Session`]
//!   types what the book shows of a shell, and [`Terminal`] is one that stays open;
//! - [`in_own_network`] gives them a network in which their ports are free;
//! - [`Browser`] is a headless Chromium, [`Page`] a page in it.

pub mod assertions;
mod browser;
mod exchange;
mod faulty_issuer;
pub mod hostile;
mod keycloak;
mod left_out;
mod node;
mod own_network;
mod ports;
mod program;
pub mod proofs;
mod provider;
mod proxy;
mod python;
mod redis_server;
mod session;
mod snapshot;
mod tcp_proxy;

pub use attack_lab::forge;
pub use browser::{Browser, Page};
pub use exchange::Exchange;
pub use faulty_issuer::{Fault, FaultyIssuer};
pub use keycloak::{KEYCLOAK_VERSION, Keycloak, OLDER_KEYCLOAK_VERSION, keycloak_version};
pub use left_out::left_out;
pub use node::node;
pub use own_network::{in_own_network, networks_can_be_made, run_part};
pub use ports::{ReservedPort, default_ports_are_free};
pub use program::{Program, Ran, Running};
pub use provider::{Change, Provider, Realm};
pub use proxy::{Passed, Proxy};
pub use python::python;
pub use redis_server::RedisServer;
pub use session::{Session, Terminal};
pub use snapshot::{Orphan, masked, of_keycloak, orphans, session_snapshot, snapshot};
pub use tcp_proxy::{LinkState, TcpProxy};

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use tokio::time::sleep;
use verify_signature::Clock;

/// A clock that shows this time, in seconds since 1970, until another one is stored.
#[must_use]
pub fn manual_clock(now: u64) -> (Arc<AtomicU64>, Clock) {
    let time = Arc::new(AtomicU64::new(now));
    let shown = Arc::clone(&time);
    (time, Clock::new(move || shown.load(Ordering::Relaxed)))
}

/// Looks again and again until there is what is waited for.
///
/// # Errors
/// If that takes longer than 20 seconds, which is more than anything here needs.
pub async fn eventually<T>(
    what: &str,
    mut look: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        if let Some(found) = look().await? {
            return Ok(found);
        }
        ensure!(Instant::now() < end, "it did not happen: {what}");
        sleep(Duration::from_millis(2)).await;
    }
}

/// Waits until something is so.
///
/// # Errors
/// As of [`eventually`].
pub async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) -> anyhow::Result<()> {
    eventually(what, async || Ok(done().await.then_some(()))).await
}

/// The workspace's folder.
#[must_use]
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
