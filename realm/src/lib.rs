//! # The realm: the issuer of the course's tokens
//!
//! `myorg.json` describes the authorization server of the tutorial: a realm, two clients, a scope and
//! a key. Keycloak imports that file. This crate reads the same file and responds as Keycloak does,
//! from inside a program, in milliseconds and without Docker. It is not part of the lesson. The tests
//! run with both issuers and compare the responses.
//!
//! **It is not for production.** Its signing key and secrets are published, and it supports only the
//! client credentials grant. [`Server`] listens on loopback addresses only; no setting changes that.
//!
//! The programs of the course call [`issuer`], which finds the issuer to use or hosts this one. [`setting`]
//! parses their settings; [`print()`] and [`remark`] are their output.

#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod assertion;
mod dpop;
mod endpoints;
mod host;
mod key;
mod scripted;
mod server;
mod settings;
mod terminal;
mod token;
mod workload;

pub use assertion::Assertions;
pub use host::{DEFAULT_ISSUER, Issuer, IssuerError, issuer};
pub use key::{Algorithm, jwk, kid, spki};
pub use scripted::ScriptedServer;
pub use server::{MYORG_JSON, Server};
pub use terminal::{Setting, print, remark, seconds, setting};
pub use workload::{sign_as_cluster, workload_token};

use std::io;

use thiserror::Error;

/// Why the embedded realm failed.
#[derive(Debug, Error)]
pub enum RealmError {
    /// The port is in use, or the address is not available.
    #[error(
        "cannot listen on localhost:{port}: {cause}; stop what listens there, or name another port"
    )]
    Bind {
        /// The requested port.
        port: u16,
        /// The error of the operating system.
        cause: io::Error,
    },
    /// The realm's file is invalid.
    #[error("myorg.json is not a realm")]
    Settings(#[from] serde_json::Error),
    /// There is no such client, or it is disabled.
    #[error("the realm has no client {0:?}")]
    NoSuchClient(String),
    /// The client does not have such a scope.
    #[error("the client does not have the scope {0:?}")]
    NoSuchScope(String),
    /// The signing key cannot be read, made or used.
    #[error(
        "the realm's signing key cannot be used: myorg.json needs privateKey and certificate in base64"
    )]
    Key,
}
