//! Giving a token back before it expires (RFC 7009).

use fetch_token::{Client, OAuthError, Retry, http};
use reqwest::StatusCode;
use url::Url;
use verify_signature::Metadata;

use crate::AskError;

/// What became of a token that was to be revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// It is revoked, perhaps since before.
    Revoked,
    /// The issuer does not know it, so that there was nothing to do. RFC 7009 §2.2 has 200 for this
    /// as well; Keycloak puts an error into the body.
    Unknown,
}

/// Where the issuer revokes tokens.
///
/// # Errors
/// [`AskError::NoEndpoint`]: in its metadata it is OPTIONAL (RFC 8414 §2).
pub fn revocation_endpoint(metadata: Metadata) -> Result<Url, AskError> {
    let endpoint = metadata.revocation_endpoint;
    endpoint.ok_or(AskError::NoEndpoint("revocation_endpoint"))
}

/// Revokes a token that was issued to `client`.
///
/// Until the issuer has said that it is revoked, it must be assumed to be good, so a request that
/// failed for a reason which may pass is repeated: to revoke a token twice does no harm.
///
/// # Errors
/// [`AskError`], for example if the token is another client's.
///
/// RFC 7009 §2.1, §2.2.1
pub async fn revoke(
    http: &reqwest::Client,
    endpoint: &Url,
    client: &Client,
    token: &str,
) -> Result<Revocation, AskError> {
    Retry::default()
        .run(|| request(http, endpoint, client, token))
        .await
}

async fn request(
    http: &reqwest::Client,
    endpoint: &Url,
    client: &Client,
    token: &str,
) -> Result<Revocation, AskError> {
    let form = vec![("token", token), ("token_type_hint", "access_token")];
    let answer = http::send(client.authenticate(http.post(endpoint.clone()), form)).await?;
    match (answer.status, OAuthError::from_answer(&answer)) {
        (StatusCode::OK, None) => Ok(Revocation::Revoked),
        (StatusCode::OK, Some(_)) => Ok(Revocation::Unknown),
        _ => {
            let variables = "OAUTH_CLIENT_ID and OAUTH_CLIENT_SECRET";
            Err(AskError::from_refusal(&answer, variables))
        }
    }
}
