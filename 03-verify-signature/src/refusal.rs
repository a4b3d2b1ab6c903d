//! Every way in which a token fails, one variant for each check.

use decode_jwt::DecodeError;
use thiserror::Error;

use crate::KeyDefect;

/// Why a token was refused. This is for the log: to the sender of the token all of them are the
/// same `invalid_token` (step 04), because a precise answer is a manual for forgers.
///
/// What the token itself said is printed quoted, escaped and cut, so that a token cannot write
/// lines of its own into a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Not three parts of base64url with JSON objects (RFC 7519 §7.2), or too long.
    #[error(transparent)]
    Malformed(#[from] DecodeError),
    /// A member of the header is not a string.
    #[error("header: {member} is not a string")]
    HeaderType {
        /// Which.
        member: &'static str,
    },
    /// The header has `crit` (RFC 7515 §4.1.11).
    #[error("header: crit demands an extension, and none is supported")]
    Critical,
    /// `alg` is not in the policy's list (RFC 8725 §3.1).
    #[error("header: alg {} is not allowed", quoted(.alg))]
    Algorithm {
        /// What the token said; empty if nothing.
        alg: String,
    },
    /// `typ` is not that of an access token (RFC 8725 §3.11, RFC 9068 §4).
    #[error("header: typ {} is not that of an access token", quoted(.typ))]
    Type {
        /// What the token said.
        typ: String,
    },
    /// The header has no `kid`, so no key can be chosen.
    #[error("header: kid is absent")]
    NoKeyId,
    /// The issuer has no such key. It may be newer than the keys that are known.
    #[error("kid {} is not among the issuer's keys", quoted(.kid))]
    UnknownKey {
        /// What the token said.
        kid: String,
    },
    /// The issuer has the key, but not for this.
    #[error("key {} must not verify this token: {defect}", quoted(.kid))]
    KeyUnusable {
        /// The key's name.
        kid: String,
        /// Why.
        defect: KeyDefect,
    },
    /// The signature is not the key's for these bytes (RFC 7515 §5.2).
    #[error("the signature does not verify")]
    Signature,
    /// A required claim is absent, or one is of a wrong type.
    #[error("payload: {}", cut(.0))]
    Claims(String),
    /// Another issuer's token (RFC 7519 §4.1.1).
    #[error("iss is {}, expected {expected:?}", quoted(.found))]
    Issuer {
        /// What the token said.
        found: String,
        /// The policy's issuer.
        expected: String,
    },
    /// A token for some other API (RFC 7519 §4.1.3).
    #[error("aud is {}, expected {expected:?} among it", quoted(&.found.join(" ")))]
    Audience {
        /// What the token said.
        found: Vec<String>,
        /// The policy's audience.
        expected: String,
    },
    /// `exp` is past (RFC 7519 §4.1.4).
    #[error("expired: exp {exp}, now {now}")]
    Expired {
        /// When it ended, in seconds since 1970.
        exp: u64,
        /// The clock.
        now: u64,
    },
    /// `nbf` is ahead (RFC 7519 §4.1.5).
    #[error("not yet valid: nbf {nbf}, now {now}")]
    NotYetValid {
        /// When it begins, in seconds since 1970.
        nbf: u64,
        /// The clock.
        now: u64,
    },
    /// `iat` is ahead (RFC 7519 §4.1.6).
    #[error("issued in the future: iat {iat}, now {now}")]
    IssuedInFuture {
        /// When it claims to have been issued, in seconds since 1970.
        iat: u64,
        /// The clock.
        now: u64,
    },
    /// A token of this issuer, but an ID, refresh or logout token.
    #[error("typ {} in the payload: not an access token", quoted(.typ))]
    NotAnAccessToken {
        /// What the token said.
        typ: String,
    },
}

fn quoted(text: &str) -> String {
    format!("{:?}", cut(text))
}

fn cut(text: &str) -> String {
    text.chars().take(100).collect()
}
