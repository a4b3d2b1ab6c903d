//! The claims of an access token (RFC 7519 §4, RFC 9068 §2.2).

use std::fmt;

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::VerifyError;

/// The claims of an access token. Times are seconds since 1970, UTC.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Claims {
    /// REQUIRED here. When the token expires.
    #[serde(deserialize_with = "numeric_date")]
    pub exp: u64,
    /// OPTIONAL. When it was issued.
    #[serde(
        default,
        deserialize_with = "optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    pub iat: Option<u64>,
    /// OPTIONAL. When it becomes valid.
    #[serde(
        default,
        deserialize_with = "optional_date",
        skip_serializing_if = "Option::is_none"
    )]
    pub nbf: Option<u64>,
    /// OPTIONAL. The token's unique identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
    /// REQUIRED here. The issuer.
    pub iss: String,
    /// REQUIRED here. The audience: the APIs that it is for, one name or a list.
    #[serde(deserialize_with = "one_or_many")]
    pub aud: Vec<String>,
    /// OPTIONAL. The subject: for client credentials, the client's service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// OPTIONAL. Keycloak's kind of token: `Bearer`, `ID`, `Refresh`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typ: Option<String>,
    /// OPTIONAL. The granted scope.
    #[serde(default)]
    pub scope: Scopes,
    /// OPTIONAL. The client that it was issued to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// All other claims, unchanged.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Claims {
    /// Parses the members of a payload.
    ///
    /// # Errors
    /// [`VerifyError::Claims`] if a required claim is absent or any claim has the wrong type.
    pub fn from_members(members: Map<String, Value>) -> Result<Self, VerifyError> {
        serde_json::from_value(Value::Object(members))
            .map_err(|error| VerifyError::Claims(error.to_string()))
    }
}

/// A list of scope names separated by single spaces (RFC 6749 §3.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Scopes(String);

impl Scopes {
    /// Whether `name` is one of the names, compared as whole words: `test_api_access_all` does not
    /// contain `test_api_access`.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.split(' ').any(|scope| scope == name)
    }
}

impl From<&str> for Scopes {
    fn from(names: &str) -> Self {
        Self(names.to_owned())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// NumericDate: a JSON number of seconds, fractions allowed (RFC 7519 §2). Fractions are truncated.
fn numeric_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let number = serde_json::Number::deserialize(deserializer)?;
    if let Some(seconds) = number.as_u64() {
        return Ok(seconds);
    }
    // Up to here a double represents each second exactly; no date lies beyond.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.as_f64() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "in range"
        )]
        Some(seconds) if (0.0..EXACT).contains(&seconds) => Ok(seconds as u64),
        _ => Err(Error::invalid_value(
            Unexpected::Other("such a number"),
            &"seconds since 1970",
        )),
    }
}

fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    numeric_date(deserializer).map(Some)
}

/// `aud` is a string, or an array of strings (RFC 7519 §4.1.3).
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(
        untagged,
        expecting = "`aud` is neither a string nor an array of strings"
    )]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(deserializer)? {
        OneOrMany::One(audience) => vec![audience],
        OneOrMany::Many(audiences) => audiences,
    })
}
