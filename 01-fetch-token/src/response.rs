//! A successful token response (RFC 6749 §5.1).

use std::fmt;

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::TokenError;

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
    /// Parses the body of a 200 response.
    ///
    /// # Errors
    /// The [`TokenError`] of the first member that does not conform to RFC 6749 §5.1.
    pub fn from_json(body: &[u8]) -> Result<Self, TokenError> {
        let value: Value = serde_json::from_slice(body).map_err(|_| TokenError::NotJson)?;
        let Value::Object(members) = value else {
            return Err(TokenError::NotAnObject);
        };
        let access_token = match members.get("access_token") {
            Some(Value::String(token)) if !token.is_empty() => SecretString::from(token.as_str()),
            Some(_) => return Err(TokenError::AccessTokenNotText),
            None => return Err(TokenError::AccessTokenNotFound),
        };
        // A client must not use a token whose type it does not understand (RFC 6749 §7.1): one of
        // type "DPoP" is useless without a proof that this client cannot make.
        match members.get("token_type").and_then(Value::as_str) {
            Some(name) if name.eq_ignore_ascii_case("bearer") => {}
            other => return Err(TokenError::TokenType(other.map(str::to_owned))),
        }
        let expires_in = match members.get("expires_in") {
            None | Some(Value::Null) => None,
            Some(seconds) => Some(seconds.as_u64().ok_or(TokenError::ExpiresIn)?),
        };
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

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse")
            .field("access_token", &self.access_token)
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}
