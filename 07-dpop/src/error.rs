//! Every way in which a proof fails, one variant for each check.

use decode_jwt::DecodeError;
use fetch_token::printable;
use resource_server::Rejection;
use thiserror::Error;
use verify_signature::KeyDefect;

/// Why a proof was refused. This is for the log: the sender gets the same `invalid_dpop_proof` for all of
/// them but one.
///
/// Values from the proof are quoted, escaped and truncated, so that a proof cannot add lines to a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProofError {
    /// No `DPoP` header (RFC 9449 §7.1).
    #[error("no DPoP header")]
    Missing,
    /// More than one (RFC 9449 §4.3, check 1).
    #[error("more than one DPoP header")]
    Several,
    /// Not a JWT (check 2), or with members that occur twice.
    #[error(transparent)]
    Malformed(#[from] DecodeError),
    /// The header has `crit` (RFC 7515 §4.1.11).
    #[error("header: crit requires an extension, and none is supported")]
    Critical,
    /// `typ` is not `dpop+jwt` (check 4).
    #[error("header: typ {} is not dpop+jwt", quoted(.typ))]
    Type {
        /// The proof's value; empty if absent or not text.
        typ: String,
    },
    /// `alg` is not in the list (check 5).
    #[error("header: alg {} is not allowed", quoted(.alg))]
    Algorithm {
        /// The proof's value; empty if absent or not text.
        alg: String,
    },
    /// `jwk` is absent, not an object, or of a kind that has no thumbprint here (check 3).
    #[error("header: jwk is absent or not a public key")]
    NoKey,
    /// `jwk` contains the private key (check 7).
    #[error("header: jwk contains {member}, a part of a private key")]
    PrivateKey {
        /// Which member.
        member: &'static str,
    },
    /// The token is bound to another key (check 12).
    #[error("the proof's key is {}, and the token is bound to another one", quoted(.jkt))]
    WrongKey {
        /// The thumbprint of the proof's key.
        jkt: String,
    },
    /// The key must not be used for this `alg`, or is weak.
    #[error("header: jwk must not verify this proof: {0}")]
    Key(KeyDefect),
    /// The key did not make the signature (check 6).
    #[error("the signature does not verify")]
    Signature,
    /// A required claim is absent, or a claim has the wrong type (check 3).
    #[error("payload: {}", printable(&cut(.0)))]
    Claims(String),
    /// The proof is for another method (check 8).
    #[error("htm is {}, and the request is a {expected}", quoted(.found))]
    Method {
        /// The proof's value.
        found: String,
        /// The request's method.
        expected: String,
    },
    /// The proof is for another URL (check 9).
    #[error("htu is {}, and the request is to {expected:?}", quoted(.found))]
    Url {
        /// The proof's value.
        found: String,
        /// The request's URL, made from the API's own.
        expected: String,
    },
    /// The proof was made too long ago (check 11).
    #[error("too old: iat {iat}, now {now}")]
    TooOld {
        /// When it was made, in seconds since 1970.
        iat: u64,
        /// The current time.
        now: u64,
    },
    /// The proof was made in the future (check 11).
    #[error("made in the future: iat {iat}, now {now}")]
    InFuture {
        /// When it was made, in seconds since 1970.
        iat: u64,
        /// The current time.
        now: u64,
    },
    /// The proof is for another token (check 12).
    #[error("ath is not the hash of the token")]
    Token,
    /// The server requires a nonce, and this is not one that it made lately (check 10).
    #[error("nonce is absent, unknown or too old")]
    Nonce,
    /// The proof was used before (RFC 9449 §11.1).
    #[error("the proof was used before")]
    Replayed,
}

impl ProofError {
    /// All values of [`code`](Self::code).
    pub const CODES: [&str; 19] = [
        "no_proof",
        "several_proofs",
        "malformed_proof",
        "proof_critical_header",
        "proof_typ",
        "proof_algorithm",
        "no_proof_key",
        "private_key_in_proof",
        "proof_of_other_key",
        "proof_key_unusable",
        "proof_signature",
        "proof_claims",
        "proof_method",
        "proof_url",
        "proof_too_old",
        "proof_in_future",
        "proof_of_other_token",
        "proof_nonce",
        "proof_replayed",
    ];

    /// A stable word for the failed check, for searches and alerts in the log.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "no_proof",
            Self::Several => "several_proofs",
            Self::Malformed(_) => "malformed_proof",
            Self::Critical => "proof_critical_header",
            Self::Type { .. } => "proof_typ",
            Self::Algorithm { .. } => "proof_algorithm",
            Self::NoKey => "no_proof_key",
            Self::PrivateKey { .. } => "private_key_in_proof",
            Self::WrongKey { .. } => "proof_of_other_key",
            Self::Key(_) => "proof_key_unusable",
            Self::Signature => "proof_signature",
            Self::Claims(_) => "proof_claims",
            Self::Method { .. } => "proof_method",
            Self::Url { .. } => "proof_url",
            Self::TooOld { .. } => "proof_too_old",
            Self::InFuture { .. } => "proof_in_future",
            Self::Token => "proof_of_other_token",
            Self::Nonce => "proof_nonce",
            Self::Replayed => "proof_replayed",
        }
    }
}

impl From<ProofError> for Rejection {
    /// RFC 9449 §7.1, §9
    fn from(error: ProofError) -> Self {
        Self::NotProven {
            error: match error {
                ProofError::Nonce => "use_dpop_nonce",
                _ => "invalid_dpop_proof",
            },
            code: error.code(),
            reason: error.to_string(),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("{:?}", cut(text))
}

fn cut(text: &str) -> String {
    text.chars().take(100).collect()
}
