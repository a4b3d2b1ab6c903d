//! Every way to refuse a request, and the response to it (RFC 6750 §3).

use std::time::Duration;

use axum::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Json, Response};
use serde_json::json;
use thiserror::Error;
use verify_signature::VerifyError;

use crate::RequiredScope;
use crate::production::metrics;

/// The codes of this step and of step 05, beside those of step 03. The set is closed: another one would
/// be logged as `other`.
pub const CODES: [&str; 18] = [
    "no_token",
    "malformed",
    "insufficient_scope",
    "unreadable_scope",
    // Introspection and revocation (step 05).
    "inactive",
    "revoked",
    "no_jti",
    // The token could not be validated.
    "replay_check_failed",
    "issuer_unavailable",
    "unknown_key_cooldown",
    "introspection_failed",
    "introspection_claims",
    "client_rejected",
    "denylist_out_of_sync",
    // The server's own state.
    "timeout",
    "draining",
    "stopping",
    "other",
];

/// Why a request was refused. The text is for the log.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    /// The request did not try to authenticate: 401.
    #[error("no bearer token")]
    NoToken,
    /// Its credentials do not have the form of RFC 6750 §2.1: 400.
    #[error("malformed: {reason}")]
    Malformed {
        /// What is wrong with the header.
        reason: &'static str,
    },
    /// The token is invalid: 401.
    #[error("invalid token: {reason}")]
    InvalidToken {
        /// A stable word for the reason, see [`Rejection::code`].
        code: &'static str,
        /// The precise reason, which the caller never sees.
        reason: String,
    },
    /// The token is valid, but the request does not prove that its sender may use it: 401 (step 07).
    #[error("not proven: {reason}")]
    NotProven {
        /// The error code for the challenge.
        error: &'static str,
        /// A stable word for the reason, see [`Rejection::code`].
        code: &'static str,
        /// The precise reason, which the caller never sees.
        reason: String,
    },
    /// The token is valid, but its scope does not allow this: 403.
    #[error("insufficient scope: needs {required}{}", unreadable_claim(.unreadable.as_deref()))]
    InsufficientScope {
        /// The scope that the route requires.
        required: RequiredScope,
        /// The claim that should contain scopes, if this API cannot read it.
        unreadable: Option<String>,
    },
    /// The token could not be validated: 503.
    #[error("cannot validate the token: {reason}")]
    Unavailable {
        /// A stable word for the reason, see [`Rejection::code`].
        code: &'static str,
        /// When to try again, in seconds.
        retry_after: u64,
        /// What is missing.
        reason: String,
    },
}

/// What the caller sees of a rejection: fixed text, which reveals nothing about the token, the keys or
/// the inside of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorResponse {
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
    /// An invalid token.
    pub fn invalid_token(code: &'static str, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::InvalidToken { code, reason }
    }

    /// A token that could not be validated; `retry_after` is rounded up to whole seconds.
    pub fn unavailable(
        code: &'static str,
        retry_after: Duration,
        reason: impl Into<String>,
    ) -> Self {
        Self::Unavailable {
            code,
            retry_after: retry_after.as_secs_f64().ceil() as u64,
            reason: reason.into(),
        }
    }

    /// A stable word for the reason, for searches and alerts in the log: one of [`CODES`] or of
    /// [`VerifyError::CODES`].
    #[must_use]
    pub fn code(&self) -> &'static str {
        let code = match self {
            Self::NoToken => "no_token",
            Self::Malformed { .. } => "malformed",
            Self::InsufficientScope {
                unreadable: Some(_),
                ..
            } => "unreadable_scope",
            Self::InsufficientScope { .. } => "insufficient_scope",
            // The set of these is closed by step 07.
            Self::NotProven { code, .. } => return code,
            Self::InvalidToken { code, .. } | Self::Unavailable { code, .. } => code,
        };
        let known = CODES.contains(&code) || VerifyError::CODES.contains(&code);
        if known { code } else { "other" }
    }

    /// Logs and counts the rejection, and returns the response.
    pub(crate) fn refuse(&self, parameters: &str) -> Response {
        metrics().rejected(self.outcome());
        tracing::info!(reason = self.code(), rejection = %self, "rejected");
        self.response(parameters).into_response()
    }

    /// The response to a rejected request. It depends on nothing but the rejection and the route, whose
    /// challenge ends with `parameters`: which scope a token needs, and where the API's metadata is.
    ///
    /// The question behind the status is: could the token be validated? If so, or if there is none,
    /// the client can do something about it, and a challenge says what. If the server could not
    /// validate the token, a challenge would be wrong: a new token would not help.
    ///
    /// RFC 6750 §3, RFC 9728 §5.1
    #[must_use]
    pub fn response(&self, parameters: &str) -> ErrorResponse {
        let (challenge, retry_after) = match self {
            Self::Unavailable { retry_after, .. } => (None, Some(*retry_after)),
            _ => (Some(self.challenge(parameters)), None),
        };
        ErrorResponse {
            status: self.status(),
            challenge,
            retry_after,
            message: self.message(),
        }
    }

    fn challenge(&self, parameters: &str) -> String {
        match self.error() {
            None => format!("Bearer {parameters}"),
            Some(error) => {
                let description = self.message();
                format!(
                    "Bearer error=\"{error}\", error_description=\"{description}\", {parameters}"
                )
            }
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::NoToken | Self::InvalidToken { .. } | Self::NotProven { .. } => {
                StatusCode::UNAUTHORIZED
            }
            Self::Malformed { .. } => StatusCode::BAD_REQUEST,
            Self::InsufficientScope { .. } => StatusCode::FORBIDDEN,
            Self::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The error code of the challenge, if it has one.
    #[must_use]
    pub fn error(&self) -> Option<&'static str> {
        match self {
            // The client has not tried yet, so it made no error. RFC 6750 §3.1
            Self::NoToken | Self::Unavailable { .. } => None,
            Self::Malformed { .. } => Some("invalid_request"),
            Self::InvalidToken { .. } => Some("invalid_token"),
            Self::NotProven { error, .. } => Some(error),
            Self::InsufficientScope { .. } => Some("insufficient_scope"),
        }
    }

    /// What the caller is told.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::NoToken => "An access token is needed to see this",
            Self::Malformed { .. } => "The Authorization header is not `Bearer` and one token",
            Self::InvalidToken { .. } => {
                "The access token is expired, revoked, malformed or not for this API"
            }
            Self::NotProven { .. } => "The request does not prove that the access token is its own",
            Self::InsufficientScope { .. } => "The access token does not allow this",
            Self::Unavailable { .. } => "The access token cannot be checked now",
        }
    }

    /// A word for it, as a label in metrics.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::Malformed { .. } => "malformed",
            Self::InvalidToken { .. } => "invalid_token",
            Self::NotProven { .. } => "not_proven",
            Self::InsufficientScope { .. } => "insufficient_scope",
            Self::Unavailable { .. } => "unavailable",
        }
    }
}

fn unreadable_claim(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| {
        format!("; the claim {name:?} is neither text nor an array of text (OAUTH_SCOPE_CLAIMS)")
    })
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let body = Json(json!({"message": self.message}));
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        // Its parts are fixed text, a URL and a scope that was parsed: all of them fit in a header.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_not_documented_is_logged_as_other() {
        let code = |code| Rejection::invalid_token(code, "").code();
        for known in CODES.iter().chain(&VerifyError::CODES) {
            assert_eq!(code(known), *known);
        }
        assert_eq!(code("made_up"), "other");
        assert_eq!(Rejection::NoToken.code(), "no_token");
    }
}
