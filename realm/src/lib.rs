//! # The realm: what issues the tokens of the course
//!
//! `myorg.json` describes the authorization server of the tutorial: a realm, two clients, a scope,
//! a key. Keycloak imports that file. This crate reads the same file and answers as Keycloak does,
//! from inside a program, in milliseconds and without Docker. It is no lesson but the stage for
//! all of them; the scenarios in `tests` run on both and compare the answers.
//!
//! **It is not for production.** Its signing key and secrets are published, and it serves only the
//! client credentials grant. [`Server`] listens on loopback addresses and cannot be told otherwise.
//!
//! A program of the course calls [`issuer`], which finds the realm to use or hosts this one. [`setting`]
//! parses its settings; [`print()`] and [`remark`] are its output.

#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

mod endpoints;
mod host;
mod key;
mod server;
mod settings;
mod terminal;
mod token;

pub use host::{DEFAULT_ISSUER, Issuer, IssuerError, issuer};
pub use server::{MYORG_JSON, Server};
pub use terminal::{Setting, print, remark, setting};

use std::io;

use thiserror::Error;

/// Why the embedded realm does not run.
#[derive(Debug, Error)]
pub enum RealmError {
    /// The port is taken, or the address cannot be had.
    #[error(
        "cannot listen on localhost:{port}: {cause}; stop what listens there, or name another port"
    )]
    Bind {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        cause: io::Error,
    },
    /// The realm's file is not what it should be.
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
