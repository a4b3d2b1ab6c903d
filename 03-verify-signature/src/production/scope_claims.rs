//! Which claims contain the granted scopes. Issuers differ: `scope` as text is the standard, and lists
//! of scopes, permissions or roles are common.

use std::str::FromStr;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::Scopes;

/// The claims whose names an API takes for granted scopes. Default: `scope` alone (RFC 9068 §2.2.3).
///
/// A claim is text with names separated by spaces, or an array of names. It is at the top level of the
/// token, except for two that Keycloak nests: `realm_access.roles` and `resource_access.CLIENT.roles`.
///
/// ```
/// use verify_signature::{Policy, ScopeClaims};
///
/// let mut policy = Policy::new("https://issuer.example", "reports");
/// policy.scope_claims = "scp,realm_access.roles".parse()?;
/// # Ok::<(), verify_signature::ScopeClaimsError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeClaims(Vec<ScopeClaim>);

/// The names of the members that lead to the claim, and the whole as it was configured.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ScopeClaim {
    name: String,
    path: Vec<String>,
}

/// A list of claims that has an empty name in it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} has an empty name in it: set OAUTH_SCOPE_CLAIMS to names of claims separated by commas, \
     such as scope or scp,realm_access.roles"
)]
pub struct ScopeClaimsError(String);

impl ScopeClaims {
    /// The scopes that these claims grant together. A claim of another shape grants nothing.
    pub(crate) fn read(&self, claims: &Map<String, Value>) -> Scopes {
        let mut scopes = Scopes::default();
        for claim in &self.0 {
            match claim.find(claims) {
                None => {}
                Some(Value::String(names)) => scopes.grant(names.split(' ')),
                Some(Value::Array(names)) if names.iter().all(Value::is_string) => {
                    scopes.grant(names.iter().filter_map(Value::as_str));
                }
                Some(_) => scopes.set_unreadable(&claim.name),
            }
        }
        scopes
    }
}

impl ScopeClaim {
    fn find<'a>(&self, claims: &'a Map<String, Value>) -> Option<&'a Value> {
        let (first, rest) = self.path.split_first()?;
        rest.iter()
            .try_fold(claims.get(first)?, |value, name| value.get(name))
    }
}

impl Default for ScopeClaims {
    fn default() -> Self {
        Self(vec![ScopeClaim::from("scope")])
    }
}

impl From<&str> for ScopeClaim {
    fn from(name: &str) -> Self {
        let client = name
            .strip_prefix("resource_access.")
            .and_then(|rest| rest.strip_suffix(".roles"));
        // A client's name, and a claim's, may contain dots: https://example.com/roles
        let path = match (name, client) {
            ("realm_access.roles", _) => vec!["realm_access", "roles"],
            (_, Some(client)) => vec!["resource_access", client, "roles"],
            _ => vec![name],
        };
        Self {
            name: name.to_owned(),
            path: path.into_iter().map(str::to_owned).collect(),
        }
    }
}

impl FromStr for ScopeClaims {
    type Err = ScopeClaimsError;

    /// Names separated by commas, with or without spaces.
    fn from_str(text: &str) -> Result<Self, ScopeClaimsError> {
        let names = text.split(',').map(|name| name.trim_matches(' '));
        if names.clone().any(str::is_empty) {
            return Err(ScopeClaimsError(text.to_owned()));
        }
        Ok(Self(names.map(ScopeClaim::from).collect()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(claims: &str, token: &Value) -> Scopes {
        let claims: ScopeClaims = claims.parse().unwrap();
        claims.read(token.as_object().unwrap())
    }

    #[test]
    fn text_is_split_and_an_array_is_not() {
        for (claims, token) in [
            ("scope", json!({"scope": "read write"})),
            ("scope", json!({"scope": ["read", "write"]})),
            ("scp", json!({"scp": "read write", "scope": 7})),
            ("scp", json!({"scp": ["write", "read"]})),
            ("scope,scp", json!({"scope": "read", "scp": ["write"]})),
            (
                "roles, permissions",
                json!({"roles": ["read"], "permissions": ["write"]}),
            ),
            (
                "realm_access.roles",
                json!({"realm_access": {"roles": ["read", "write"]}}),
            ),
            (
                "resource_access.my.api.roles",
                json!({"resource_access": {"my.api": {"roles": ["read", "write"]}}}),
            ),
            (
                "https://example.com/roles",
                json!({"https://example.com/roles": ["read", "write"]}),
            ),
        ] {
            let scopes = read(claims, &token);
            let granted = scopes.contains("read") && scopes.contains("write");
            assert!(granted, "{claims} of {token}: {scopes:?}");
            assert!(!scopes.contains("admin") && scopes.unreadable().is_none());
        }
        // A role with a space in its name is not two roles.
        assert!(!read("roles", &json!({"roles": ["read write"]})).contains("read"));
    }

    #[test]
    fn what_is_absent_grants_nothing_and_what_cannot_be_read_is_named() {
        for token in [
            json!({}),
            json!({"realm_access": {}}),
            json!({"realm_access": "roles"}),
            json!({"realm_access.roles": ["read"]}),
        ] {
            let scopes = read("realm_access.roles", &token);
            assert!(!scopes.contains("read") && scopes.unreadable().is_none());
        }
        for value in [
            json!(null),
            json!(7),
            json!(true),
            json!({"read": true}),
            json!(["read", 7]),
            json!([["read"]]),
        ] {
            let scopes = read("scp,scope", &json!({"scope": value}));
            assert!(!scopes.contains("read"), "{value}");
            assert_eq!(scopes.unreadable(), Some("scope"), "{value}");
        }
    }

    #[test]
    fn an_empty_name_is_an_error() {
        for text in ["", " ", "scope,", ",scope", "scope,,scp"] {
            let error = text.parse::<ScopeClaims>().unwrap_err().to_string();
            assert!(error.contains("OAUTH_SCOPE_CLAIMS"), "{text:?}: {error}");
        }
    }
}
