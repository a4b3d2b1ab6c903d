//! Why a key cannot be used.

use aws_lc_rs::error::Unspecified;
use thiserror::Error;

use crate::Algorithm;

/// Why a key cannot be used. No variant holds a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// Neither PKCS#8 in PEM nor a JWK.
    #[error(
        "it is neither a private key in PEM (BEGIN PRIVATE KEY) nor a private JWK: \
         `cargo 06 key FILE` makes one"
    )]
    NotAKey,
    /// A PKCS#8 key, but not of a kind that signs.
    #[error(
        "it is not a key for ES256 (P-256), EdDSA (Ed25519), PS256 or RS256 (RSA with 2048 bits or more)"
    )]
    Kind,
    /// A JWK whose members are absent, wrong, or do not fit each other.
    #[error("it is a JWK, but its {0} is absent or wrong")]
    Jwk(&'static str),
    /// The key is for another algorithm.
    #[error("it is a key for {key}, and cannot sign with {asked}")]
    Algorithm {
        /// What it signs with.
        key: Algorithm,
        /// What it was to sign with.
        asked: Algorithm,
    },
    /// The name of no algorithm that is supported.
    #[error("{0:?} is not an algorithm of this client: ES256, EdDSA, PS256 or RS256")]
    UnknownAlgorithm(String),
    /// The cryptographic library failed, for example because the machine has no randomness.
    #[error("the cryptographic library failed")]
    Crypto,
}

impl From<Unspecified> for KeyError {
    fn from(_: Unspecified) -> Self {
        Self::Crypto
    }
}
