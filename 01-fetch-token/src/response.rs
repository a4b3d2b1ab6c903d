//! A successful token response (RFC 6749 §5.1).

use std::fmt;

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::http::Response;
use crate::{OAuthError, TokenError};

/// A successful token response (RFC 6749 §5.1).
///
/// `{:?}` shows everything but the token.
pub struct TokenResponse {
    /// REQUIRED. The token, to be sent unchanged. Its content is not meant for the client; step 02
    /// looks inside nevertheless.
    pub access_token: SecretString,
    /// RECOMMENDED. Lifetime from the time of the response, in seconds.
    pub expires_in: Option<u64>,
    /// OPTIONAL if it is the scope that was requested. Names separated by spaces.
    pub scope: Option<String>,
    members: Map<String, Value>,
}

impl TokenResponse {
    /// The token response in a response with any status, for a client that can use tokens of the type
    /// `token_type`.
    ///
    /// # Errors
    /// [`TokenError::Refused`] and its like, if it is an error; else as of
    /// [`from_json`](Self::from_json).
    pub fn from_response(
        response: &Response,
        token_type: &'static str,
    ) -> Result<Self, TokenError> {
        // Some servers send an error with the status 200.
        if !response.status.is_success() || OAuthError::from_response(response).is_some() {
            return Err(TokenError::from_response(response));
        }
        Self::from_json(&response.body, token_type)
    }

    /// Parses the body of a 200 response.
    ///
    /// # Errors
    /// The [`TokenError`] of the first member that does not conform to RFC 6749 §5.1.
    pub fn from_json(body: &[u8], token_type: &'static str) -> Result<Self, TokenError> {
        let value: Value = serde_json::from_slice(body).map_err(|_| TokenError::NotJson)?;
        let Value::Object(members) = value else {
            return Err(TokenError::NotAnObject);
        };
        let access_token: SecretString = match members.get("access_token") {
            Some(Value::String(token)) if is_access_token(token) => token.as_str().into(),
            Some(_) => return Err(TokenError::AccessTokenNotText),
            None => return Err(TokenError::AccessTokenNotFound),
        };
        // A client must not use a token whose type it does not understand (RFC 6749 §7.1): one of
        // type "DPoP" is useless without a proof, which only the client of step 07 can make.
        match members.get("token_type").and_then(Value::as_str) {
            Some(name) if name.eq_ignore_ascii_case(token_type) => {}
            other => {
                return Err(TokenError::TokenType {
                    found: other.map(str::to_owned),
                    expected: token_type,
                });
            }
        }
        let expires_in = members.get("expires_in").and_then(seconds);
        let scope = members
            .get("scope")
            .and_then(Value::as_str)
            .map(str::to_owned);
        Ok(Self {
            access_token,
            expires_in,
            scope,
            members,
        })
    }

    /// The whole response as it was received, with the members that this struct does not name.
    ///
    /// It contains the token: print it only where a token may go.
    #[must_use]
    pub fn members(&self) -> &Map<String, Value> {
        &self.members
    }
}

/// `1*VSCHAR`: anything else cannot be sent in a header, or changes what a terminal shows.
///
/// RFC 6749 Appendix A.12
fn is_access_token(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// A number of seconds. Some servers send it as a string or with a fraction. `expires_in` is only
/// RECOMMENDED, so a response in which it means nothing is as good as one without it.
fn seconds(value: &Value) -> Option<u64> {
    let number: f64 = match value {
        Value::Number(number) => match number.as_u64() {
            Some(seconds) => return Some(seconds),
            None => number.as_f64()?,
        },
        Value::String(text) => match text.trim().parse() {
            Ok(seconds) => return Some(seconds),
            Err(_) => text.trim().parse().ok()?,
        },
        _ => return None,
    };
    // Rounded down, because a token must not be used for too long. `as` saturates.
    (number >= 0.0 && number.is_finite()).then_some(number as u64)
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("access_token", &self.access_token)
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn response(member: &str, value: Value) -> Result<TokenResponse, TokenError> {
        let mut body = json!({"access_token": "a", "token_type": "Bearer"});
        body[member] = value;
        TokenResponse::from_json(body.to_string().as_bytes(), "Bearer")
    }

    #[test]
    fn expires_in_is_read_in_every_form_that_servers_send() {
        for (value, seconds) in [
            (json!(3600), Some(3600)),
            (json!("3600"), Some(3600)),
            (json!(" 3600 "), Some(3600)),
            (json!(3600.9), Some(3600)),
            (json!("3600.9"), Some(3600)),
            (json!(0), Some(0)),
            (json!(1e300), Some(u64::MAX)),
            (json!(-1), None),
            (json!("soon"), None),
            (json!("NaN"), None),
            (json!("inf"), None),
            (json!(null), None),
            (json!([3600]), None),
        ] {
            let response = response("expires_in", value.clone()).unwrap();
            assert_eq!(response.expires_in, seconds, "{value}");
        }
    }

    #[test]
    fn a_token_consists_of_printable_ascii() {
        assert!(response("access_token", json!("a.b-c_~+/ =!")).is_ok());
        for token in ["", "a\r\nb", "a\tb", "\u{1b}[2J", "ä", "\u{202e}", "\u{7f}"] {
            let refused = response("access_token", json!(token));
            assert!(
                matches!(refused, Err(TokenError::AccessTokenNotText)),
                "{token:?}"
            );
        }
    }
}
