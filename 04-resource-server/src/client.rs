//! The other side: a client that calls the API with a token.

use fetch_token::http::{self, HttpError};
use reqwest::StatusCode;
use reqwest::header::WWW_AUTHENTICATE;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use thiserror::Error;

/// Why the API's answer is of no use.
#[derive(Debug, Error)]
pub enum CallError {
    /// No answer.
    #[error(
        "{0}: is the API running, and is API_URL its URL? `cargo run --bin 04-resource-server` starts it"
    )]
    Http(HttpError),
    /// The API said no; its challenge says why.
    #[error("ok response not received from resource API call: {status}{}", challenged(.challenge))]
    NotOk {
        /// The status.
        status: StatusCode,
        /// `WWW-Authenticate`, if there is one.
        challenge: Option<String>,
    },
    /// 200, but not JSON.
    #[error("the API's answer is not JSON: is API_URL the URL of the API?")]
    NotJson,
}

/// Calls the API with a token and returns the JSON of its answer.
///
/// # Errors
/// [`CallError`]
///
/// RFC 6750 §2.1
pub async fn call_api(
    http: &reqwest::Client,
    url: &str,
    token: &SecretString,
) -> Result<Value, CallError> {
    let answer = http::send(http.get(url).bearer_auth(token.expose_secret())).await?;
    if answer.status != StatusCode::OK {
        let challenge = answer
            .headers
            .get(WWW_AUTHENTICATE)
            .and_then(|value| value.to_str().ok());
        let challenge = challenge.map(str::to_owned);
        return Err(CallError::NotOk {
            status: answer.status,
            challenge,
        });
    }
    serde_json::from_slice(&answer.body).map_err(|_| CallError::NotJson)
}

impl From<HttpError> for CallError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

fn challenged(challenge: &Option<String>) -> String {
    challenge
        .as_ref()
        .map(|challenge| format!(", {challenge}"))
        .unwrap_or_default()
}
