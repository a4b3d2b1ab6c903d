//! All that can go wrong, each as an error of its own that says what to do next.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::LOCATION;
use serde::Deserialize;
use thiserror::Error;

use crate::Transient;
use crate::http::{Answer, HttpError, may_pass};

/// Why there is no token.
///
/// No variant holds the body of an answer: it may contain a token, and errors end in logs.
#[derive(Clone, Debug, Error)]
pub enum TokenError {
    /// The server judged the request and said no (RFC 6749 §5.2).
    #[error("server token response status not ok: {status}, {error}{}", advice(*.status, .error))]
    Refused {
        /// 400, or 401 if the client is not who it says it is.
        status: StatusCode,
        /// The server's words.
        error: OAuthError,
        /// `Retry-After`, if it is there and can be read.
        retry_after: Option<Duration>,
    },
    /// An error status without an OAuth error in it: some other server, or a proxy before it.
    #[error(
        "server token response status not ok: {status}, and the answer ({content_type}) is not an \
         OAuth error: is OAUTH_ISSUER the URL of a realm?"
    )]
    NotOAuth {
        /// The status.
        status: StatusCode,
        /// What the server called its answer.
        content_type: String,
        /// `Retry-After`, if it is there and can be read.
        retry_after: Option<Duration>,
    },
    /// A redirect, which is not followed: the secret would go along.
    #[error(
        "server token response status not ok: {status}, a redirect to {location:?}, which is not \
         followed because the client's secret would go along: set OAUTH_ISSUER to the final URL"
    )]
    Redirected {
        /// The status, 3xx.
        status: StatusCode,
        /// Where it pointed.
        location: String,
    },
    /// 200, but the body is not JSON.
    #[error("the token response is not JSON: is OAUTH_ISSUER the URL of a realm?")]
    NotJson,
    /// 200 and JSON, but not an object.
    #[error("the token response is JSON but not an object: is OAUTH_ISSUER the URL of a realm?")]
    NotAnObject,
    /// The object has no `access_token`.
    #[error("access_token not found in token response: is OAUTH_ISSUER the URL of a realm?")]
    AccessTokenNotFound,
    /// `access_token` is no string, or an empty one.
    #[error("access_token in token response is not a string with something in it")]
    AccessTokenNotText,
    /// `token_type` is absent or not `Bearer`.
    #[error(
        "token_type in token response is {}, but this client can only use Bearer tokens: \
         check what the server issues to this client",
        .0.as_ref().map_or("not there".to_owned(), |name| format!("{:?}", printable(name)))
    )]
    TokenType(Option<String>),
    /// `expires_in` is not a whole number of seconds.
    #[error("expires_in in token response is not a whole number of seconds")]
    ExpiresIn,
    /// Nothing was answered.
    #[error("{0}{hint}", hint = reach(.0))]
    Http(HttpError),
    /// The task that asked for the token is gone, and so is the runtime that it ran on.
    #[error("the request for a token was abandoned, because the program is about to end")]
    Abandoned,
}

/// What a server says when it refuses a client's request (RFC 6749 §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    /// REQUIRED. One of the RFC's codes, such as `invalid_scope`.
    pub code: String,
    /// OPTIONAL. An explanation for the developer.
    pub description: Option<String>,
}

impl OAuthError {
    /// The error in an answer's body; `None` if there is none, so that the answer is some other
    /// server's.
    #[must_use]
    pub fn from_answer(answer: &Answer) -> Option<Self> {
        #[derive(Deserialize)]
        struct Body {
            error: String,
            error_description: Option<String>,
        }
        let body: Body = serde_json::from_slice(&answer.body).ok()?;
        let description = body.error_description.as_deref().map(printable);
        Some(Self {
            code: printable(&body.error),
            description,
        })
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        match &self.description {
            Some(description) => write!(f, " ({description})"),
            None => Ok(()),
        }
    }
}

// By hand, because thiserror's #[from] would also make it the source, whose text stands in this
// error's own already.
impl From<HttpError> for TokenError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

impl TokenError {
    /// Reads an answer whose status is not 2xx.
    pub(crate) fn from_refusal(answer: &Answer) -> Self {
        let status = answer.status;
        if status.is_redirection() {
            let location = answer
                .headers
                .get(LOCATION)
                .and_then(|value| value.to_str().ok());
            return Self::Redirected {
                status,
                location: printable(location.unwrap_or("nowhere")),
            };
        }
        match OAuthError::from_answer(answer) {
            Some(error) => Self::Refused {
                status,
                error,
                retry_after: answer.retry_after(),
            },
            None => Self::NotOAuth {
                status,
                content_type: printable(answer.content_type()),
                retry_after: answer.retry_after(),
            },
        }
    }
}

impl Transient for TokenError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Refused { status, .. } | Self::NotOAuth { status, .. } => may_pass(*status),
            Self::Http(error) => error.is_transient(),
            _ => false,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } | Self::NotOAuth { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

/// What to do about an error code of RFC 6749 §5.2.
fn advice(status: StatusCode, error: &OAuthError) -> &'static str {
    match error.code.as_str() {
        "invalid_client" => ": check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET",
        // Keycloak answers a wrong secret with this code, where the RFC has invalid_client.
        "unauthorized_client" => {
            ": check OAUTH_CLIENT_SECRET, and that the client has a service account"
        }
        "invalid_scope" => ": check OAUTH_SCOPE, and that the scope is attached to the client",
        // Keycloak says so of a realm that it does not have, in the shape of an OAuth error.
        _ if status == StatusCode::NOT_FOUND => ": is OAUTH_ISSUER the URL of a realm?",
        _ => "",
    }
}

fn reach(error: &HttpError) -> &'static str {
    match error {
        HttpError::Connect { .. } | HttpError::Timeout { .. } => {
            ": is the authorization server running, and is OAUTH_ISSUER its URL? \
             `cargo run --bin realm` starts one"
        }
        _ => "",
    }
}

/// The server's words, fit for a terminal: no control characters, and not endless.
///
/// RFC 6749 §5.2 allows only printable ASCII here, but a server can send anything.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;

    /// A server's words end in a terminal, which would obey them.
    #[test]
    fn control_characters_and_floods_do_not_get_through() {
        let body = serde_json::json!({
            "error": "a\u{1b}[2Jb",
            "error_description": format!("\r\n{}", "x".repeat(1000)),
        });
        let answer = Answer {
            status: StatusCode::BAD_REQUEST,
            headers: HeaderMap::new(),
            body: body.to_string().into_bytes(),
        };
        let error = TokenError::from_refusal(&answer).to_string();
        assert!(error.contains("a\u{fffd}[2Jb"), "{error:?}");
        assert!(!error.contains(char::is_control), "{error:?}");
        assert!(error.len() < 400, "{error:?}");
    }
}
