//! # Step 03: verify the signature, then the claims
//!
//! Step 02 read a token and could not tell whether it was genuine. The issuer signs it with a private
//! key, and publishes the matching public key. An API fetches the public keys once, and then verifies
//! any number of tokens on its own:
//!
//! ```text
//! issuer ──/.well-known/openid-configuration──▶ Metadata   the issuer's endpoints
//!        ──jwks_uri───────────────────────────▶ KeySet     its public keys
//! token + KeySet + Policy + clock ──verify────▶ Claims     or the VerifyError of the first failed check
//! ```
//!
//! Read in this order: [`Verifier::verify`] is the list of checks, from the cheapest to the one that
//! needs all others; [`Policy`] is what this API requires; [`KeySet`] is which keys may be used;
//! [`Claims`] is what the token contains; [`VerifyError`] is every way to fail; [`fetch_metadata`] and
//! [`fetch_keys`] get the keys. The verifier does no I/O and takes the clock as a parameter: the
//! same inputs give the same result, in a test as in a server.
//!
//! `production/` is for other issuers: [`Algorithms`] beside RS256, keys on curves, and scopes in other
//! claims ([`ScopeClaims`]).
//!
//! New since step 02: JWKS, discovery, signature, claims. Left out on purpose: keeping the keys for
//! the next token (step 04) and tokens that were revoked (step 05).

// What a peer sends, or a setting says, must not stop the process by an overflow.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod claims;
mod clock;
mod discovery;
mod error;
mod header;
mod keys;
mod policy;
mod production;
mod tamper;
mod verifier;

pub use claims::{Claims, Scopes};
pub use clock::Clock;
pub use discovery::{DiscoveryError, Metadata, fetch_keys, fetch_metadata, metadata_urls};
pub use error::VerifyError;
pub use keys::{KeyDefect, KeySet};
pub use policy::{BoundTokens, LEEWAY, Policy};
#[cfg(feature = "cli")]
pub use production::PolicyArgs;
pub use production::{Algorithms, AlgorithmsError, PublicKey, ScopeClaims, ScopeClaimsError};
pub use tamper::tamper;
pub use verifier::Verifier;
