//! All that can go wrong, each as an error of its own that says what to do next.

use reqwest::StatusCode;
use reqwest::header::LOCATION;
use serde::Deserialize;
use thiserror::Error;

use crate::http::{Answer, HttpError};

/// Why there is no token.
///
/// No variant holds the body of an answer: it may contain a token, and errors end in logs.
#[derive(Debug, Error)]
pub enum TokenError {
    /// The server judged the request and said no (RFC 6749 §5.2).
    #[error("server token response status not ok: {status}, {error}{}{}", described(.description), advice(.error))]
    Refused {
        /// 400, or 401 if the client is not who it says it is.
        status: StatusCode,
        /// REQUIRED. One of the RFC's codes, such as `invalid_scope`.
        error: String,
        /// OPTIONAL. The server's explanation, for the developer.
        description: Option<String>,
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
    Http(#[from] HttpError),
}

/// The body of an error response (RFC 6749 §5.2).
#[derive(Deserialize)]
struct ErrorBody {
    error: String,
    error_description: Option<String>,
}

impl TokenError {
    /// Reads an answer whose status is not 2xx.
    pub(crate) fn from_refusal(answer: &Answer) -> Self {
        let status = answer.status;
        if status.is_redirection() {
            let location = answer.headers.get(LOCATION).and_then(|value| value.to_str().ok());
            return Self::Redirected { status, location: printable(location.unwrap_or("nowhere")) };
        }
        match serde_json::from_slice::<ErrorBody>(&answer.body) {
            Ok(body) => Self::Refused {
                status,
                error: printable(&body.error),
                description: body.error_description.as_deref().map(printable),
            },
            Err(_) => Self::NotOAuth { status, content_type: printable(answer.content_type()) },
        }
    }
}

/// What to do about an error code of RFC 6749 §5.2.
fn advice(error: &str) -> &'static str {
    match error {
        "invalid_client" => ": check OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET",
        // Keycloak answers a wrong secret with this code, where the RFC has invalid_client.
        "unauthorized_client" => {
            ": check OAUTH_CLIENT_SECRET, and that the client has a service account"
        }
        "invalid_scope" => ": check OAUTH_SCOPE, and that the scope is attached to the client",
        _ => "",
    }
}

fn described(description: &Option<String>) -> String {
    description.as_ref().map(|text| format!(" ({text})")).unwrap_or_default()
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
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(200).collect()
}
