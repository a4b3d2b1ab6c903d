//! Revocation: invalidating a token before it expires (RFC 7009).

use fetch_token::{Client, OAuthError, Retry, http};
use url::Url;
use verify_signature::Metadata;

use crate::EndpointError;

/// The result of a revocation request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// The token is revoked, perhaps it was already.
    Revoked,
    /// The token is unknown to the issuer, so there was nothing to do. RFC 7009 §2.2 has 200 for this
    /// as well; Keycloak adds an error in the body.
    Unknown,
}

/// The revocation endpoint in the issuer's metadata.
///
/// # Errors
/// [`DiscoveryError::NoEndpoint`](verify_signature::DiscoveryError::NoEndpoint): in its metadata it is
/// OPTIONAL (RFC 8414 §2).
pub fn revocation_endpoint(metadata: &Metadata) -> Result<Url, EndpointError> {
    Ok(metadata.endpoint("revocation_endpoint")?)
}

/// Revokes a token that was issued to `client`.
///
/// Until the issuer confirms it, the token must be assumed to be valid, so a request that failed for a
/// transient reason is repeated: revoking a token twice does no harm.
///
/// # Errors
/// [`EndpointError`], for example if the token was issued to another client.
///
/// RFC 7009 §2.1, §2.2.1
pub async fn revoke(
    http: &reqwest::Client,
    endpoint: &Url,
    client: &Client,
    token: &str,
) -> Result<Revocation, EndpointError> {
    Retry::default()
        .run(|| request(http, endpoint, client, token))
        .await
}

async fn request(
    http: &reqwest::Client,
    endpoint: &Url,
    client: &Client,
    token: &str,
) -> Result<Revocation, EndpointError> {
    let form = [("token", token), ("token_type_hint", "access_token")];
    let request = || client.authenticate(http.post(endpoint.clone()), &form);
    let response = http::send_anew(request).await?;
    // RFC 7009 §2.2 has 200. Some servers say 202 or 204, and mean the same.
    if !response.status.is_success() {
        let variables = "OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET and OAUTH_CLIENT_AUTH";
        return Err(EndpointError::from_response(&response, variables));
    }
    match OAuthError::from_response(&response) {
        None => Ok(Revocation::Revoked),
        Some(_) => Ok(Revocation::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use fetch_token::AuthMethod;
    use realm::ScriptedServer;

    use super::*;

    #[tokio::test]
    async fn any_2xx_confirms_a_revocation() {
        let client = Client::with_secret("a", "b", AuthMethod::Basic);
        for (status, revoked) in [
            ("200 OK", true),
            ("202 Accepted", true),
            ("204 No Content", true),
            ("302 Found", false),
            ("400 Bad Request", false),
        ] {
            let response = format!("HTTP/1.1 {status}\r\nconnection: close\r\n\r\n");
            let server = ScriptedServer::start(move |_| response.clone())
                .await
                .unwrap();
            let endpoint = format!("http://{}/revoke", server.address());
            let endpoint = endpoint.parse().unwrap();
            let http = http::client().unwrap();
            let outcome = revoke(&http, &endpoint, &client, "a.b.c").await;
            assert_eq!(outcome.is_ok(), revoked, "{status}: {outcome:?}");
        }
    }
}
