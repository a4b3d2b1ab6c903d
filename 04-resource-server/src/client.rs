//! The other side: a client that calls the API, and handles its challenges.

use fetch_token::http::{self, HttpError};
use fetch_token::{TokenError, TokenSource};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use thiserror::Error;

/// Why a call failed.
#[derive(Debug, Error)]
pub enum CallError {
    /// There was no response.
    #[error(
        "{0}: is the API running, and is API_URL its URL? `cargo run --bin 04-resource-server` starts it"
    )]
    Http(HttpError),
    /// The API refused the request; its challenge says why.
    #[error("ok response not received from resource API call: {status}{}", challenged(.challenge))]
    NotOk {
        /// The status.
        status: StatusCode,
        /// `WWW-Authenticate`, if present; several of them as one list (RFC 9110 §5.3).
        challenge: Option<String>,
    },
    /// 200, but not JSON.
    #[error("the API's response is not JSON: is API_URL the URL of the API?")]
    NotJson,
    /// No token could be fetched.
    #[error("{0}")]
    Token(TokenError),
}

/// Calls the API with a token and returns the JSON of its response.
///
/// # Errors
/// [`CallError::NotOk`] if the API refused the request; another [`CallError`] if it could not be reached
/// or did not return JSON.
///
/// RFC 6750 §2.1
pub async fn call_api(
    http: &reqwest::Client,
    url: &str,
    token: &SecretString,
) -> Result<Value, CallError> {
    let response = http::send(http.get(url).bearer_auth(token.expose_secret())).await?;
    api_response(&response)
}

/// The JSON of an API's response.
///
/// # Errors
/// [`CallError::NotOk`], [`CallError::NotJson`]
pub fn api_response(response: &http::Response) -> Result<Value, CallError> {
    if response.status != StatusCode::OK {
        return Err(CallError::NotOk {
            status: response.status,
            challenge: challenges(&response.headers),
        });
    }
    serde_json::from_slice(&response.body).map_err(|_| CallError::NotJson)
}

/// Calls the API with the token of a source. If the API refuses it as `invalid_token`, the source
/// fetches another one, `renewed` is called, and the call is repeated once: a token can be revoked
/// before it expires, but if the next one is refused as well, the token is not the problem.
///
/// Any request may be repeated after such a refusal, a POST too, because it was not carried out.
///
/// # Errors
/// The [`CallError`] of the last call.
///
/// RFC 6750 §3.1
pub async fn call_api_with(
    http: &reqwest::Client,
    url: &str,
    source: &TokenSource,
    renewed: impl FnOnce(),
) -> Result<Value, CallError> {
    let token = source.token().await?;
    let refused = match call_api(http, url, &token).await {
        Err(error) if error.is_invalid_token() => error,
        outcome => return outcome,
    };
    let Some(token) = source.renew_after(&token).await? else {
        return Err(refused);
    };
    renewed();
    call_api(http, url, &token).await
}

impl CallError {
    /// Whether another token would help: 401, and a Bearer challenge whose `error` is
    /// `invalid_token`. With any other error the request itself is wrong (RFC 6750 §3.1).
    #[must_use]
    pub fn is_invalid_token(&self) -> bool {
        match self {
            Self::NotOk { status, challenge } => {
                let challenge = challenge.as_deref().unwrap_or_default();
                let error = parameter(challenge, "error");
                *status == StatusCode::UNAUTHORIZED && error.as_deref() == Some("invalid_token")
            }
            _ => false,
        }
    }
}

/// The challenges of a response as one list; `None` if there are none (RFC 9110 §5.3).
pub(crate) fn challenges(headers: &HeaderMap) -> Option<String> {
    let values = headers
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let values: Vec<_> = values.collect();
    (!values.is_empty()).then(|| values.join(", "))
}

/// The value of a parameter of the first Bearer challenge that has it.
pub(crate) fn parameter(challenges: &str, wanted: &str) -> Option<String> {
    challenge_parameter(challenges, "Bearer", wanted)
}

/// The value of a parameter of the first challenge of that scheme that has it.
///
/// The grammar has one trap: commas separate challenges as well as the parameters of one, so that only
/// an element that starts with a word without `=` starts a new challenge.
///
/// RFC 9110 §11.6.1
#[must_use]
pub fn challenge_parameter(challenges: &str, expected: &str, wanted: &str) -> Option<String> {
    let mut scheme = "";
    elements(challenges).find_map(|element| {
        let end = element.find([' ', '\t', '=']).unwrap_or(element.len());
        let (word, rest) = element.split_at(end);
        let parameter = if rest.trim_start().starts_with('=') {
            element
        } else {
            scheme = word;
            rest
        };
        let (name, value) = parameter.split_once('=').unwrap_or_default();
        let found =
            scheme.eq_ignore_ascii_case(expected) && name.trim().eq_ignore_ascii_case(wanted);
        // Quoted or not means the same. No value that a client acts on has a character to escape.
        found.then(|| value.trim().trim_matches('"').to_owned())
    })
}

/// Splits a list at its commas, but not at those in quoted strings (RFC 9110 §5.6.1, §5.6.4).
fn elements(list: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    let comma = move |c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ',' => return !quoted,
            _ => {}
        }
        false
    };
    list.split(comma).map(str::trim)
}

// By hand, as in step 01: the text contains the cause, so it must not be the source as well.
impl From<HttpError> for CallError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

impl From<TokenError> for CallError {
    fn from(error: TokenError) -> Self {
        Self::Token(error)
    }
}

fn challenged(challenge: &Option<String>) -> String {
    challenge
        .as_ref()
        .map(|challenge| format!(", {challenge}"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_error_of_a_bearer_challenge_counts() {
        let rows = [
            (r#"Bearer error="invalid_token""#, true),
            (r#"bearer realm="a", ERROR = invalid_token"#, true),
            (
                r#"Bearer realm="a, b", error="invalid_token", scope="c""#,
                true,
            ),
            (r#"Bearer realm="a \" , b", error="invalid_token""#, true),
            (r#"Basic realm="a", Bearer error="invalid_token""#, true),
            (
                r#"Negotiate abc==, Bearer, Bearer error="invalid_token""#,
                true,
            ),
            (r#"Bearer , error="invalid_token""#, true),
            ("", false),
            ("Bearer", false),
            (r#"Bearer error="insufficient_scope""#, false),
            (r#"Bearer error="invalid_token_but_not_quite""#, false),
            (r#"Bearer error_description="invalid_token""#, false),
            (r#"Bearer error_description="error=invalid_token""#, false),
            (r#"Bearer realm="a, error=\"invalid_token\"""#, false),
            (r#"Bearer realm="Bearer error=invalid_token"#, false),
            (r#"Bearer realm="a\", error=invalid_token"#, false),
            (r#"DPoP error="invalid_token""#, false),
            (r#"Bearer realm="a", DPoP error="invalid_token""#, false),
            (r#"error="invalid_token""#, false),
            ("=, Bearer =, ,, \"", false),
        ];
        for (challenge, expected) in rows {
            let error = parameter(challenge, "error");
            assert_eq!(
                error.as_deref() == Some("invalid_token"),
                expected,
                "{challenge}"
            );
        }
    }

    #[test]
    fn another_token_is_wanted_only_with_401() {
        for (status, expected) in [(401, true), (400, false), (403, false), (503, false)] {
            let error = CallError::NotOk {
                status: StatusCode::from_u16(status).unwrap(),
                challenge: Some(r#"Bearer error="invalid_token""#.into()),
            };
            assert_eq!(error.is_invalid_token(), expected, "{status}");
        }
    }
}
