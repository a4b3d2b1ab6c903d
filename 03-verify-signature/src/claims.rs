//! The claims of an access token (RFC 7519 §4, RFC 9068 §2.2).

use std::fmt;

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::{ScopeClaims, VerifyError};

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
    /// The granted scopes, from the claims that the policy names.
    #[serde(skip)]
    pub scope: Scopes,
    /// OPTIONAL. The client that it was issued to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// All other claims, unchanged, `scope` among them.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Claims {
    /// Parses the members of a payload; `scope_claims` are those that contain the scopes.
    ///
    /// # Errors
    /// [`VerifyError::Claims`] if a required claim is absent or any claim has the wrong type. A scope
    /// that cannot be read is not an error, but grants nothing.
    pub fn from_members(
        members: Map<String, Value>,
        scope_claims: &ScopeClaims,
    ) -> Result<Self, VerifyError> {
        let scope = scope_claims.read(&members);
        let claims: Self = serde_json::from_value(Value::Object(members))
            .map_err(|error| VerifyError::Claims(error.to_string()))?;
        Ok(Self { scope, ..claims })
    }

    /// Whether the token is bound to a key or certificate, so that its sender must prove that
    /// they have that key.
    ///
    /// RFC 7800 §3
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.other.contains_key("cnf")
    }

    /// Whether the token is bound to the key with this thumbprint, and to nothing else.
    ///
    /// RFC 9449 §6.1
    #[must_use]
    pub fn is_bound_to(&self, jkt: &str) -> bool {
        // Other confirmation methods, each of which would require a proof of its own. RFC 7800 §3.1,
        // RFC 8705 §3.1
        const OTHERS: [&str; 5] = ["jwk", "jwe", "kid", "jku", "x5t#S256"];
        let Some(Value::Object(cnf)) = self.other.get("cnf") else {
            return false;
        };
        cnf.get("jkt").is_some_and(|bound| bound == jkt)
            && !OTHERS.iter().any(|other| cnf.contains_key(*other))
    }
}

/// The names of granted scopes, or of roles if the policy reads those.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes {
    names: Vec<String>,
    unreadable: Option<String>,
}

impl Scopes {
    /// Whether `name` is one of the names, compared as a whole: `test_api_access_all` does not
    /// contain `test_api_access`.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.names.iter().any(|scope| scope == name)
    }

    /// The claim that should contain scopes, and is neither text nor an array of text.
    #[must_use]
    pub fn unreadable(&self) -> Option<&str> {
        self.unreadable.as_deref()
    }

    pub(crate) fn grant<'a>(&mut self, names: impl Iterator<Item = &'a str>) {
        self.names.extend(names.map(str::to_owned));
    }

    pub(crate) fn set_unreadable(&mut self, claim: &str) {
        self.unreadable = Some(claim.to_owned());
    }
}

impl From<&str> for Scopes {
    /// From a list of names separated by single spaces (RFC 6749 §3.3).
    fn from(names: &str) -> Self {
        let mut scopes = Self::default();
        scopes.grant(names.split(' '));
        scopes
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(" "))
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_binding_is_to_one_key_and_to_nothing_else() {
        let claims = |cnf: Option<Value>| {
            let mut members = json!({"exp": 1, "iss": "a", "aud": "b"});
            if let (Some(cnf), Some(members)) = (cnf, members.as_object_mut()) {
                members.insert("cnf".to_owned(), cnf);
            }
            serde_json::from_value::<Claims>(members).unwrap()
        };
        assert!(!claims(None).is_bound() && !claims(None).is_bound_to("key"));
        for cnf in [
            json!({"jkt": "key"}),
            // What is not known must be ignored. RFC 7800 §3.1
            json!({"jkt": "key", "kc-jkt-type": "DPoP"}),
        ] {
            assert!(claims(Some(cnf.clone())).is_bound_to("key"), "{cnf}");
        }
        for cnf in [
            json!(null),
            json!({}),
            json!("key"),
            json!({"jkt": "other"}),
            json!({"jkt": ["key"]}),
            json!({"x5t#S256": "key"}),
            json!({"jkt": "key", "x5t#S256": "certificate"}),
            json!({"jkt": "key", "jwk": {}}),
            json!({"jkt": "key", "kid": "1"}),
        ] {
            let claims = claims(Some(cnf.clone()));
            assert!(claims.is_bound() && !claims.is_bound_to("key"), "{cnf}");
        }
    }
}
