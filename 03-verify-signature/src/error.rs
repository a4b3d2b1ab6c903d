//! Every way in which verification fails, one variant for each check.

use decode_jwt::DecodeError;
use fetch_token::printable;
use thiserror::Error;

use crate::KeyDefect;

/// Why a token was refused. This is for the log: the sender of the token gets the same `invalid_token`
/// for all of them (step 04), because precise errors help attackers.
///
/// Values from the token are quoted, escaped and truncated, so that a token cannot add lines to a log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum VerifyError {
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
    #[error("header: crit requires an extension, and none is supported")]
    Critical,
    /// `alg` is not in the policy's list (RFC 8725 §3.1).
    #[error("header: alg {} is not allowed", quoted(.alg))]
    Algorithm {
        /// The token's value; empty if absent.
        alg: String,
    },
    /// `typ` is not that of an access token (RFC 8725 §3.11, RFC 9068 §4).
    #[error("header: typ {} is not that of an access token", quoted(.typ))]
    Type {
        /// The token's value.
        typ: String,
    },
    /// The header has no `kid`, and there is not exactly one key that fits.
    #[error("header: kid is absent, and {fitting} of the issuer's keys fit alg instead of one")]
    NoKeyId {
        /// How many keys fit.
        fitting: usize,
    },
    /// No key has this `kid`. It may be newer than the cached keys.
    #[error("kid {} is not among the issuer's keys", quoted(.kid))]
    UnknownKey {
        /// The token's value.
        kid: String,
    },
    /// The issuer has the key, but it must not be used for this.
    #[error("key {} must not verify this token: {defect}", quoted(.kid))]
    KeyUnusable {
        /// The key's `kid`.
        kid: String,
        /// Why.
        defect: KeyDefect,
    },
    /// The key did not make this signature for these bytes (RFC 7515 §5.2).
    #[error("the signature does not verify")]
    Signature,
    /// A required claim is absent, or a claim has the wrong type.
    #[error("payload: {}", printable(&cut(.0)))]
    Claims(String),
    /// Another issuer's token (RFC 7519 §4.1.1).
    #[error("iss is {}, expected {expected:?}", quoted(.found))]
    Issuer {
        /// The token's value.
        found: String,
        /// The policy's issuer.
        expected: String,
    },
    /// A token for another API (RFC 7519 §4.1.3).
    #[error("aud is {}, expected {expected:?} among it", quoted(&.found.join(" ")))]
    Audience {
        /// The token's value.
        found: Vec<String>,
        /// The policy's audience.
        expected: String,
    },
    /// `exp` is in the past (RFC 7519 §4.1.4).
    #[error("expired: exp {exp}, now {now}")]
    Expired {
        /// When it expired, in seconds since 1970.
        exp: u64,
        /// The current time.
        now: u64,
    },
    /// `nbf` is in the future (RFC 7519 §4.1.5).
    #[error("not yet valid: nbf {nbf}, now {now}")]
    NotYetValid {
        /// When it becomes valid, in seconds since 1970.
        nbf: u64,
        /// The current time.
        now: u64,
    },
    /// `iat` is in the future (RFC 7519 §4.1.6).
    #[error("issued in the future: iat {iat}, now {now}")]
    IssuedInFuture {
        /// The token's time of issue, in seconds since 1970.
        iat: u64,
        /// The current time.
        now: u64,
    },
    /// A token of this issuer, but an ID, refresh or logout token.
    #[error("typ {} in the payload: not an access token", quoted(.typ))]
    NotAnAccessToken {
        /// The token's value.
        typ: String,
    },
    /// The token is bound to a key or certificate (RFC 7800), and was presented as a bearer token.
    #[error("cnf: the token is bound to a key or certificate, and no proof of it was verified")]
    SenderConstrained,
}

impl VerifyError {
    /// All values of [`code`](Self::code).
    pub const CODES: [&str; 17] = [
        "malformed_token",
        "header_type",
        "critical_header",
        "algorithm_not_allowed",
        "wrong_header_typ",
        "no_key_id",
        "unknown_key",
        "key_unusable",
        "bad_signature",
        "bad_claims",
        "wrong_issuer",
        "wrong_audience",
        "expired",
        "not_yet_valid",
        "issued_in_future",
        "wrong_token_typ",
        "sender_constrained",
    ];

    /// Whether the issuer may have a newer key that verifies the token. Any other error would be the
    /// same with any keys.
    #[must_use]
    pub fn may_need_newer_keys(&self) -> bool {
        matches!(self, Self::UnknownKey { .. } | Self::NoKeyId { fitting: 0 })
    }

    /// A stable word for the failed check, for searches and alerts in the log.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "malformed_token",
            Self::HeaderType { .. } => "header_type",
            Self::Critical => "critical_header",
            Self::Algorithm { .. } => "algorithm_not_allowed",
            Self::Type { .. } => "wrong_header_typ",
            Self::NoKeyId { .. } => "no_key_id",
            Self::UnknownKey { .. } => "unknown_key",
            Self::KeyUnusable { .. } => "key_unusable",
            Self::Signature => "bad_signature",
            Self::Claims(_) => "bad_claims",
            Self::Issuer { .. } => "wrong_issuer",
            Self::Audience { .. } => "wrong_audience",
            Self::Expired { .. } => "expired",
            Self::NotYetValid { .. } => "not_yet_valid",
            Self::IssuedInFuture { .. } => "issued_in_future",
            Self::NotAnAccessToken { .. } => "wrong_token_typ",
            Self::SenderConstrained => "sender_constrained",
        }
    }
}

fn quoted(text: &str) -> String {
    // Debug escapes what printable escapes, and quotation marks as well.
    format!("{:?}", cut(text))
}

fn cut(text: &str) -> String {
    text.chars().take(100).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_key_that_is_not_there_may_come_with_newer_keys() {
        let kid = "1".to_owned();
        assert!(VerifyError::UnknownKey { kid: kid.clone() }.may_need_newer_keys());
        assert!(VerifyError::NoKeyId { fitting: 0 }.may_need_newer_keys());
        let defect = KeyDefect::Algorithm;
        for error in [
            VerifyError::NoKeyId { fitting: 2 },
            VerifyError::KeyUnusable { kid, defect },
            VerifyError::Signature,
        ] {
            assert!(!error.may_need_newer_keys(), "{error}");
        }
    }

    #[test]
    fn each_error_has_one_of_the_documented_codes() {
        let text = String::new;
        let errors = [
            VerifyError::Malformed(DecodeError::TooLong { bytes: 0 }),
            VerifyError::HeaderType { member: "alg" },
            VerifyError::Critical,
            VerifyError::Algorithm { alg: text() },
            VerifyError::Type { typ: text() },
            VerifyError::NoKeyId { fitting: 0 },
            VerifyError::UnknownKey { kid: text() },
            VerifyError::KeyUnusable {
                kid: text(),
                defect: KeyDefect::Use,
            },
            VerifyError::Signature,
            VerifyError::Claims(text()),
            VerifyError::Issuer {
                found: text(),
                expected: text(),
            },
            VerifyError::Audience {
                found: vec![],
                expected: text(),
            },
            VerifyError::Expired { exp: 0, now: 0 },
            VerifyError::NotYetValid { nbf: 0, now: 0 },
            VerifyError::IssuedInFuture { iat: 0, now: 0 },
            VerifyError::NotAnAccessToken { typ: text() },
            VerifyError::SenderConstrained,
        ];
        assert_eq!(errors.map(|error| error.code()), VerifyError::CODES);
    }
}
