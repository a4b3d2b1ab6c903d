//! # Step 07: a stolen token is worthless
//!
//! A bearer token works for anyone who has it: anyone who reads it in a log, a crash report or the memory of
//! a proxy can use it until it expires. DPoP binds a token to a key that never leaves the client. The
//! issuer writes the hash of the public key into the token, and with each request the client signs a
//! *proof* that it has the private key: a JWT for one method, one URL, one token, and one use.
//!
//! ```text
//! POST …/token                       ──▶  issuer   {"token_type":"DPoP","access_token":"eyJ…"}
//! DPoP: eyJ…                                       in the token: "cnf":{"jkt":"0ZcOCORZNYy-…"}
//!
//! GET /api/private-scoped            ──▶  API      200
//! Authorization: DPoP eyJ…
//! DPoP: eyJ…     {"typ":"dpop+jwt","alg":"ES256","jwk":{"kty":"EC",…}}   the public key, hash = jkt
//!                {"htm":"GET",                                           this method,
//!                 "htu":"https://api.example/api/private-scoped",        at this URL,
//!                 "ath":"fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",    with this token,
//!                 "iat":1680599691,"jti":"…"}                            now, and once
//! ```
//!
//! Read in this order: [`ProofSigner`] makes proofs, and [`fetch_bound_token`] and [`call_api`] send them;
//! [`ProofVerifier::verify`] is the list of checks, and [`ProofError`] every way to fail; [`Dpop`] is the
//! way in which tokens are presented to step 04's guard, and [`app`] is step 04's API with it.
//!
//! `production/` says when two URLs are the same ([`normalize`]), and remembers which proofs were used, in
//! memory ([`MemoryReplayStore`]) or for several replicas (`RedisReplayStore`, with the feature
//! `replicas`). It has nonces, which the API makes ([`Nonces`]) and clients keep, and what the API tells
//! about all that.
//!
//! New since step 04: the request proves something that the token alone does not. Left out on purpose:
//! binding to a TLS certificate (RFC 8705), which needs no code here but a proxy that takes part.

// What a peer sends, or a setting says, must not stop the process by an overflow.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod client;
mod error;
mod presentation;
mod production;
mod signer;
mod verifier;

pub use client::{call_api, fetch_bound_token};
pub use error::ProofError;
pub use presentation::{Dpop, ReplayStore, app};
pub use production::{MemoryReplayStore, Nonces, bound_token_source, call_api_with, normalize};
#[cfg(feature = "replicas")]
pub use production::{OnDisconnect, RedisReplayStore, ReplayStoreError};
pub use signer::{ProofSigner, TYP, token_hash};
pub use verifier::{BoundRequest, Proof, ProofVerifier, WINDOW};
