//! Everything that can go wrong. Each error says what to do next.

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::LOCATION;
use serde_json::Value;
use thiserror::Error;

use crate::http::{HttpError, Response, is_retryable};
use crate::{Transient, printable};

/// Why there is no token.
///
/// No variant holds the body of a response: it may contain a token, and errors end up in logs.
#[derive(Clone, Debug, Error)]
pub enum TokenError {
    /// The server rejected the request (RFC 6749 §5.2).
    #[error("server token response status not ok: {status}, {error}{}", advice(*.status, .error))]
    Refused {
        /// 400, or 401 if client authentication failed.
        status: StatusCode,
        /// The server's explanation.
        error: OAuthError,
        /// `Retry-After`, if it is present and valid.
        retry_after: Option<Duration>,
    },
    /// A non-2xx response that is not an OAuth error, usually from a proxy or the wrong server.
    #[error(
        "server token response status not ok: {status}, and the response ({content_type}) is not an \
         OAuth error: is OAUTH_ISSUER the URL of a realm?"
    )]
    NotOAuth {
        /// The status.
        status: StatusCode,
        /// The response's `Content-Type`.
        content_type: String,
        /// `Retry-After`, if it is present and valid.
        retry_after: Option<Duration>,
    },
    /// A redirect, which is not followed: the client's secret would be sent there.
    #[error(
        "server token response status not ok: {status}, a redirect to {location:?}, which is not \
         followed because the client's secret would be sent there: set OAUTH_ISSUER to the final URL"
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
    /// `access_token` is not a string of one or more printable ASCII characters (RFC 6749 A.12).
    #[error("access_token in token response is not a string of printable ASCII characters")]
    AccessTokenNotText,
    /// `token_type` is absent or not the one that the client can use, which is `Bearer` unless it asked
    /// for a bound token (step 07).
    #[error(
        "token_type in token response is {}, but this client can only use {expected} tokens: \
         check what the server issues to this client",
        .found.as_ref().map_or("not there".to_owned(), |name| format!("{:?}", printable(name)))
    )]
    TokenType {
        /// The response's value.
        found: Option<String>,
        /// The type that the client can use.
        expected: &'static str,
    },
    /// There was no response.
    #[error("{0}{hint}", hint = reachability_advice(.0))]
    Http(HttpError),
    /// The runtime was shut down while a token was being fetched.
    #[error("the request for a token was abandoned, because the program is ending")]
    Abandoned,
}

/// The error response of an authorization server (RFC 6749 §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    /// REQUIRED. One of the RFC's codes, such as `invalid_scope`.
    pub code: String,
    /// OPTIONAL. An explanation for the developer.
    pub description: Option<String>,
}

impl OAuthError {
    /// The error in a response's body; `None` if it contains no OAuth error.
    #[must_use]
    pub fn from_response(response: &Response) -> Option<Self> {
        Self::from_json(&serde_json::from_slice(&response.body).ok()?)
    }

    /// The error in a JSON object. Some servers send more than a string as the description: whatever
    /// it is, it helps to see it.
    pub(crate) fn from_json(body: &Value) -> Option<Self> {
        let code = body.get("error")?.as_str()?;
        let description = match body.get("error_description") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(printable(text)),
            Some(other) => Some(printable(&other.to_string())),
        };
        Some(Self {
            code: printable(code),
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

// By hand, because thiserror's #[from] would also make it the source, and its text is part of this
// error's text already.
impl From<HttpError> for TokenError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

impl TokenError {
    /// Parses a response that has no token.
    pub(crate) fn from_response(response: &Response) -> Self {
        let status = response.status;
        if status.is_redirection() {
            let location = response
                .headers
                .get(LOCATION)
                .and_then(|value| value.to_str().ok());
            return Self::Redirected {
                status,
                location: printable(location.unwrap_or("nowhere")),
            };
        }
        match OAuthError::from_response(response) {
            Some(error) => Self::Refused {
                status,
                error,
                retry_after: response.retry_after(),
            },
            None => Self::NotOAuth {
                status,
                content_type: response.content_type(),
                retry_after: response.retry_after(),
            },
        }
    }
}

impl Transient for TokenError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Refused { status, .. } | Self::NotOAuth { status, .. } => is_retryable(*status),
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
        // Of an assertion the description says what is wrong.
        "invalid_client" if status == StatusCode::BAD_REQUEST => {
            ": check OAUTH_CLIENT_AUTH, OAUTH_CLIENT_KEY, the public key that is registered, and the clock"
        }
        "invalid_client" => ": check OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET and OAUTH_CLIENT_AUTH",
        // Keycloak's code for a wrong secret, where the RFC has invalid_client.
        "unauthorized_client" => {
            ": check OAUTH_CLIENT_SECRET, and that the client has a service account"
        }
        "invalid_scope" => ": check OAUTH_SCOPE, and that the scope is attached to the client",
        // Keycloak's error for an unknown realm has the shape of an OAuth error.
        _ if status == StatusCode::NOT_FOUND => ": is OAUTH_ISSUER the URL of a realm?",
        _ => "",
    }
}

fn reachability_advice(error: &HttpError) -> &'static str {
    match error {
        HttpError::Connect { .. } | HttpError::Timeout { .. } => {
            ": is the authorization server running, and is OAUTH_ISSUER its URL? \
             `cargo run --bin realm` starts one"
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;

    fn response(body: &Value) -> Response {
        Response {
            status: StatusCode::BAD_REQUEST,
            headers: HeaderMap::new(),
            body: body.to_string().into_bytes(),
            origin: "http://issuer.example/token".to_owned(),
        }
    }

    #[test]
    fn a_description_of_another_type_is_shown() {
        for (description, shown) in [
            (serde_json::json!("text"), "invalid_scope (text)"),
            (serde_json::json!(["a", 1]), r#"invalid_scope (["a",1])"#),
            (serde_json::json!({"a": 1}), r#"invalid_scope ({"a":1})"#),
            (Value::Null, "invalid_scope"),
        ] {
            let body =
                serde_json::json!({"error": "invalid_scope", "error_description": description});
            let error = OAuthError::from_response(&response(&body)).unwrap();
            assert_eq!(error.to_string(), shown);
        }
    }

    /// Text from a server ends up on a terminal, which would interpret escape sequences in it.
    #[test]
    fn control_characters_and_floods_do_not_get_through() {
        let body = serde_json::json!({
            "error": "a\u{1b}[2Jb",
            "error_description": format!("\r\n{}", "x".repeat(1000)),
        });
        let error = TokenError::from_response(&response(&body)).to_string();
        assert!(error.contains("a\\u{1b}[2Jb"), "{error:?}");
        assert!(!error.contains(char::is_control), "{error:?}");
        assert!(error.len() < 400, "{error:?}");
    }
}
