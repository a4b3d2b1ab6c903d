//! Why an introspection or revocation request failed.

use std::time::Duration;

use fetch_token::http::{HttpError, Response, is_retryable};
use fetch_token::{OAuthError, Transient};
use reqwest::StatusCode;
use thiserror::Error;
use verify_signature::DiscoveryError;

/// Why introspection or revocation failed. Nothing is known about the token then, so an API must
/// refuse it.
#[derive(Clone, Debug, Error)]
pub enum EndpointError {
    /// There was no response.
    #[error("{0}{hint}", hint = advice(.0))]
    Http(HttpError),
    /// The issuer's metadata could not be fetched.
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
    /// 401, or `invalid_client`: this client's credentials are wrong, not the token.
    #[error("the issuer rejected this program's client credentials: {0}: check {1}")]
    Credentials(OAuthError, &'static str),
    /// The issuer does not revoke tokens of this kind (RFC 7009 §2.2.1): many issuers of JWTs do not
    /// keep a list of them.
    #[error(
        "the issuer does not revoke such tokens: it stays valid until it expires, or until the \
         issuer's operator disables the client"
    )]
    UnsupportedTokenType,
    /// The issuer rejected the request for another reason.
    #[error("the issuer rejected the request: {status}, {error}")]
    Refused {
        /// The status.
        status: StatusCode,
        /// The server's explanation.
        error: OAuthError,
        /// `Retry-After`, if it is present and valid.
        retry_after: Option<Duration>,
    },
    /// The response is not one that the RFC defines.
    #[error("the issuer answered {status} with something ({content_type}) that is not {expected}")]
    Unexpected {
        /// The status.
        status: StatusCode,
        /// The response's `Content-Type`.
        content_type: String,
        /// What was expected.
        expected: &'static str,
        /// `Retry-After`, if it is present and valid.
        retry_after: Option<Duration>,
    },
}

fn advice(error: &HttpError) -> &'static str {
    match error {
        // It never got as far as the issuer.
        HttpError::Assertion(_) => "",
        _ => ": is the issuer running, and is OAUTH_ISSUER its URL?",
    }
}

impl From<HttpError> for EndpointError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

impl EndpointError {
    /// Parses a response whose status is not 200. `variables` name the source of the caller's
    /// credentials.
    pub(crate) fn from_response(response: &Response, variables: &'static str) -> Self {
        let status = response.status;
        match OAuthError::from_response(response) {
            // RFC 6749 §5.2 has 401 only for credentials in a header; Keycloak answers an assertion with 400.
            Some(error) if status == StatusCode::UNAUTHORIZED || error.code == "invalid_client" => {
                Self::Credentials(error, variables)
            }
            Some(error) if error.code == "unsupported_token_type" => Self::UnsupportedTokenType,
            Some(error) => Self::Refused {
                status,
                error,
                retry_after: response.retry_after(),
            },
            None => Self::unexpected(response, "an OAuth error"),
        }
    }

    pub(crate) fn unexpected(response: &Response, expected: &'static str) -> Self {
        Self::Unexpected {
            status: response.status,
            content_type: response.content_type(),
            expected,
            retry_after: response.retry_after(),
        }
    }
}

impl EndpointError {
    /// Whether the issuer's metadata may name another endpoint by now. Not if the endpoint rejected us, or
    /// asked us to wait, and not after a time-out, because the next one would take as long.
    pub(crate) fn may_have_moved(&self) -> bool {
        let answered = matches!(self, Self::Credentials(..)) || self.retry_after().is_some();
        !answered && !matches!(self, Self::Http(HttpError::Timeout { .. }))
    }
}

impl Transient for EndpointError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Refused { status, .. } | Self::Unexpected { status, .. } => is_retryable(*status),
            Self::Http(error) => error.is_transient(),
            _ => false,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } | Self::Unexpected { retry_after, .. } => {
                *retry_after
            }
            _ => None,
        }
    }
}
