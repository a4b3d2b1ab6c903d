//! Why the issuer gave no usable answer.

use std::time::Duration;

use fetch_token::http::{Answer, HttpError, may_pass};
use fetch_token::{OAuthError, Transient};
use reqwest::StatusCode;
use thiserror::Error;
use verify_signature::DiscoveryError;

/// Introspection or revocation failed. Nothing is known about the token then, and an API that
/// knows nothing must refuse.
#[derive(Debug, Error)]
pub enum AskError {
    /// No answer.
    #[error("{0}: is the issuer running, and is OAUTH_ISSUER its URL?")]
    Http(HttpError),
    /// The issuer's endpoints are not known.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// The issuer has no such endpoint.
    #[error("the issuer's metadata has no {0}")]
    NoEndpoint(&'static str),
    /// 401: it is our own credentials that are wrong, not the token.
    #[error("the issuer refuses our own credentials: {0}: check {1}")]
    Credentials(OAuthError, &'static str),
    /// The issuer does not revoke tokens of this kind (RFC 7009 §2.2.1): many that issue JWTs do
    /// not keep a list of them.
    #[error(
        "the issuer does not revoke such tokens: it stays good until it expires, or until the \
         issuer's operator disables the client"
    )]
    UnsupportedTokenType,
    /// The issuer refused for another reason.
    #[error("the issuer refuses: {status}, {error}")]
    Refused {
        /// The status.
        status: StatusCode,
        /// The server's words.
        error: OAuthError,
        /// `Retry-After`, if it is there and can be read.
        retry_after: Option<Duration>,
    },
    /// The answer is not what the RFC has.
    #[error("the issuer answered {status} with something ({content_type}) that is not {expected}")]
    Unreadable {
        /// The status.
        status: StatusCode,
        /// What the answer calls itself.
        content_type: String,
        /// What it should have been.
        expected: &'static str,
        /// `Retry-After`, if it is there and can be read.
        retry_after: Option<Duration>,
    },
}

impl From<HttpError> for AskError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

impl AskError {
    /// Reads an answer whose status is not 200. `variables` are where the caller's credentials
    /// come from.
    pub(crate) fn from_refusal(answer: &Answer, variables: &'static str) -> Self {
        let status = answer.status;
        match OAuthError::from_answer(answer) {
            Some(error) if status == StatusCode::UNAUTHORIZED => {
                Self::Credentials(error, variables)
            }
            Some(error) if error.code == "unsupported_token_type" => Self::UnsupportedTokenType,
            Some(error) => Self::Refused {
                status,
                error,
                retry_after: answer.retry_after(),
            },
            None => Self::unreadable(answer, "an OAuth error"),
        }
    }

    pub(crate) fn unreadable(answer: &Answer, expected: &'static str) -> Self {
        let content_type = answer.content_type().to_owned();
        Self::Unreadable {
            status: answer.status,
            content_type,
            expected,
            retry_after: answer.retry_after(),
        }
    }
}

impl Transient for AskError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Refused { status, .. } | Self::Unreadable { status, .. } => may_pass(*status),
            Self::Http(error) => error.is_transient(),
            _ => false,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } | Self::Unreadable { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }
}
