//! Saying no (RFC 6750 §3).

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;
use thiserror::Error;

use crate::RequiredScope;

/// Why a request does not get what it asks for. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    /// The request did not try to authenticate: 401.
    #[error("no bearer token")]
    NoToken,
    /// It tried in a way that RFC 6750 §2.1 does not have: 400.
    #[error("malformed: {reason}")]
    Malformed {
        /// What is wrong with the header.
        reason: &'static str,
    },
    /// The token was judged, and is worth nothing: 401.
    #[error("invalid token: {reason}")]
    InvalidToken {
        /// The precise reason, which the caller never sees.
        reason: String,
    },
    /// The token is good, but not for this: 403.
    #[error("insufficient scope: needs {required}")]
    InsufficientScope {
        /// The scope that the route demands.
        required: RequiredScope,
    },
    /// The token could not be judged at all: 503.
    #[error("cannot judge: {reason}")]
    Unavailable {
        /// When it may be worth another try, in seconds.
        retry_after: u64,
        /// What is missing.
        reason: String,
    },
}

/// What the caller sees of a rejection: fixed text, so that it tells nothing about the token, the
/// keys or the inside of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// `WWW-Authenticate`, where getting a token (another one, or one at all) would help.
    pub challenge: Option<String>,
    /// `Retry-After`, in seconds, where waiting would help.
    pub retry_after: Option<u64>,
    /// The `message` of the body.
    pub message: &'static str,
}

impl Rejection {
    /// The answer to a rejected request. It depends on nothing else.
    ///
    /// The question behind the status is: was a token judged? If it was, or there is none, the
    /// client can do something about it, and a challenge says what. If the server could not judge,
    /// a challenge would be a lie: another token would fare no better.
    ///
    /// RFC 6750 §3, RFC 9728 §5.1
    #[must_use]
    pub fn answer(&self, resource_metadata: &str) -> Answer {
        let (challenge, retry_after) = match self {
            Self::Unavailable { retry_after, .. } => (None, Some(*retry_after)),
            _ => (Some(self.challenge(resource_metadata)), None),
        };
        Answer {
            status: self.status(),
            challenge,
            retry_after,
            message: self.message(),
        }
    }

    fn challenge(&self, resource_metadata: &str) -> String {
        let mut parameters = Vec::new();
        if let Some(error) = self.error() {
            parameters.push(format!("error=\"{error}\""));
            parameters.push(format!("error_description=\"{}\"", self.message()));
        }
        if let Self::InsufficientScope { required } = self {
            parameters.push(format!("scope=\"{required}\""));
        }
        parameters.push(format!("resource_metadata=\"{resource_metadata}\""));
        format!("Bearer {}", parameters.join(", "))
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::InvalidToken { .. } => StatusCode::UNAUTHORIZED,
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::InsufficientScope { .. } => StatusCode::FORBIDDEN,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The error code of the challenge.
    fn error(&self) -> Option<&'static str> {
        match self {
            // The client did nothing wrong yet. RFC 6750 §3.1
            Self::NoToken | Self::Unavailable { .. } => None,
            Self::Malformed { .. } => Some("invalid_request"),
            Self::InvalidToken { .. } => Some("invalid_token"),
            Self::InsufficientScope { .. } => Some("insufficient_scope"),
        }
    }

    fn message(&self) -> &'static str {
        match self {
            Self::NoToken => "An access token is needed to see this",
            Self::Malformed { .. } => "The Authorization header is not `Bearer` and one token",
            Self::InvalidToken { .. } => {
                "The access token is expired, revoked, malformed or not for this API"
            }
            Self::InsufficientScope { .. } => "The access token does not allow this",
            Self::Unavailable { .. } => "The access token cannot be checked now",
        }
    }

    /// A word for it, as metrics want it.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::Malformed { .. } => "malformed",
            Self::InvalidToken { .. } => "invalid_token",
            Self::InsufficientScope { .. } => "insufficient_scope",
            Self::Unavailable { .. } => "unavailable",
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let body = Json(json!({"message": self.message}));
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        // Its parts are fixed text, a URL and a scope that was parsed: a header can carry them.
        if let Some(challenge) = self
            .challenge
            .and_then(|text| HeaderValue::try_from(text).ok())
        {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
