//! Introspection: asking the issuer whether a token is active (RFC 7662).

use decode_jwt::{Part, parse_object};
use fetch_token::{Client, http};
use reqwest::StatusCode;
use serde_json::{Map, Value};
use url::Url;
use verify_signature::Metadata;

use crate::EndpointError;

/// An introspection response.
#[derive(Clone, Debug, PartialEq)]
pub enum Introspection {
    /// It is active, and these are its members: claims under their JWT names (RFC 7662 §2.2).
    Active(Map<String, Value>),
    /// It is expired, revoked, another issuer's, not for the client that introspects, or not a token.
    /// The issuer does not say which.
    Inactive,
}

/// The introspection endpoint in the issuer's metadata.
///
/// # Errors
/// [`DiscoveryError::NoEndpoint`](verify_signature::DiscoveryError::NoEndpoint): in its metadata it is
/// OPTIONAL (RFC 8414 §2).
pub fn introspection_endpoint(metadata: &Metadata) -> Result<Url, EndpointError> {
    Ok(metadata.endpoint("introspection_endpoint")?)
}

/// Asks the issuer about a token, authenticated as the client `api`.
///
/// # Errors
/// [`EndpointError`] if there is no reliable response.
///
/// RFC 7662 §2.1
pub async fn introspect(
    http: &reqwest::Client,
    endpoint: &Url,
    api: &Client,
    token: &str,
) -> Result<Introspection, EndpointError> {
    let form = [("token", token), ("token_type_hint", "access_token")];
    let request = || api.authenticate(http.post(endpoint.clone()), &form);
    let response = http::send_anew(request).await?;
    if response.status != StatusCode::OK {
        let variables = "OAUTH_RESOURCE_ID, OAUTH_RESOURCE_SECRET and OAUTH_CLIENT_AUTH";
        return Err(EndpointError::from_response(&response, variables));
    }
    let unexpected = || EndpointError::unexpected(&response, "an introspection response");
    // As strict as with a token: a response in which a name occurs twice is ambiguous.
    let body = parse_object(Part::Payload, &response.body).map_err(|_| unexpected())?;
    // REQUIRED and a boolean: neither the string "true" nor 1 means active. RFC 7662 §2.2
    match body.get("active") {
        Some(Value::Bool(true)) => Ok(Introspection::Active(body)),
        Some(Value::Bool(false)) => Ok(Introspection::Inactive),
        _ => Err(unexpected()),
    }
}
