//! Asking whether a token is active (RFC 7662).

use decode_jwt::{Part, parse_object};
use fetch_token::{Client, http};
use reqwest::StatusCode;
use serde_json::{Map, Value};
use url::Url;
use verify_signature::Metadata;

use crate::AskError;

/// What the issuer says of a token.
#[derive(Clone, Debug, PartialEq)]
pub enum Introspection {
    /// It is active, and this is what it says: claims under their JWT names (RFC 7662 §2.2).
    Active(Map<String, Value>),
    /// It is expired, revoked, another issuer's, not for the one who asks, or no token at all. The
    /// issuer does not say which.
    Inactive,
}

/// Where the issuer is asked about tokens.
///
/// # Errors
/// [`AskError::NoEndpoint`]: in its metadata it is OPTIONAL (RFC 8414 §2).
pub fn introspection_endpoint(metadata: Metadata) -> Result<Url, AskError> {
    let endpoint = metadata.introspection_endpoint;
    endpoint.ok_or(AskError::NoEndpoint("introspection_endpoint"))
}

/// Asks the issuer about a token, as the client `api`.
///
/// # Errors
/// [`AskError`] if there is no answer that can be relied on.
///
/// RFC 7662 §2.1
pub async fn introspect(
    http: &reqwest::Client,
    endpoint: &Url,
    api: &Client,
    token: &str,
) -> Result<Introspection, AskError> {
    let form = vec![("token", token), ("token_type_hint", "access_token")];
    let answer = http::send(api.authenticate(http.post(endpoint.clone()), form)).await?;
    if answer.status != StatusCode::OK {
        let variables = "OAUTH_RESOURCE_ID and OAUTH_RESOURCE_SECRET";
        return Err(AskError::from_refusal(&answer, variables));
    }
    let unreadable = || AskError::unreadable(&answer, "an introspection response");
    // As strict as with a token: a name that stands twice is no answer.
    let body = parse_object(Part::Payload, &answer.body).map_err(|_| unreadable())?;
    // REQUIRED and a boolean: "true" as a string, or 1, is not a yes. RFC 7662 §2.2
    match body.get("active") {
        Some(Value::Bool(true)) => Ok(Introspection::Active(body)),
        Some(Value::Bool(false)) => Ok(Introspection::Inactive),
        _ => Err(unreadable()),
    }
}
