//! Discovery from nothing: a client that knows the API's URL alone finds out who issues its tokens.

use fetch_token::http::{self, HttpError};
use fetch_token::{ConfigError, IssuerUrl, printable};
use reqwest::StatusCode;
use serde::Deserialize;
use thiserror::Error;
use url::Url;
use verify_signature::{DiscoveryError, Metadata, fetch_metadata};

use crate::client::{challenges, parameter};

/// What the API and its authorization server say about how to get a token.
#[derive(Clone, Debug)]
pub struct Discovered {
    /// The authorization server, the first that the API names.
    pub issuer: IssuerUrl,
    /// Its metadata.
    pub metadata: Metadata,
    /// The scope to request: that of the challenge, or else all that the API supports.
    pub scope: Option<String>,
}

/// Why it is not known who issues tokens for an API.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ResourceDiscoveryError {
    /// There was no response.
    #[error("{0}: is the API running, and is API_URL its URL?")]
    Http(HttpError),
    /// The API did not refuse a request without a token.
    #[error("{url} answered {status} to a request without a token: there is nothing to discover")]
    NotRefused {
        /// The URL of the request.
        url: String,
        /// The status.
        status: StatusCode,
    },
    /// The challenge does not say where the metadata is.
    #[error(
        "the challenge of {0} has no resource_metadata: set OAUTH_ISSUER, and leave out --discover"
    )]
    NoMetadataUrl(String),
    /// The metadata would come from another server, or unprotected.
    #[error(
        "the challenge names {0} as the API's metadata, which is not at the API: someone else would \
         choose the authorization server"
    )]
    Elsewhere(String),
    /// Something else than metadata.
    #[error("{url} answered {status} with something that is not the metadata of an API")]
    NotMetadata {
        /// The URL of the request.
        url: String,
        /// The status.
        status: StatusCode,
    },
    /// The metadata is that of another API (RFC 9728 §3.3).
    #[error(
        "the metadata is that of {found:?}, and {expected:?} was asked: set API_URL to the former if \
         it is right"
    )]
    OtherResource {
        /// Its `resource`.
        found: String,
        /// The API that was asked.
        expected: String,
    },
    /// The API names no authorization server.
    #[error("the API's metadata names no authorization server")]
    NoIssuer,
    /// The authorization server is not one that may be used.
    #[error("the authorization server that the API names: {0}")]
    Issuer(ConfigError),
    /// The authorization server's own metadata.
    #[error(transparent)]
    Metadata(#[from] DiscoveryError),
}

/// Protected resource metadata, the members that a client needs (RFC 9728 §2).
#[derive(Deserialize)]
struct ResourceMetadata {
    resource: String,
    #[serde(default)]
    authorization_servers: Vec<String>,
    scopes_supported: Option<Vec<String>>,
}

/// Asks the API at `api`, a URL without a slash at its end, for `path` without a token, and follows what
/// its challenge says.
///
/// Nobody has vouched for the result: an API can name any authorization server. A shared
/// secret must not be sent there. An assertion of step 06 may be, because it is for that server alone.
///
/// # Errors
/// [`ResourceDiscoveryError`]
///
/// RFC 9728 §3, §5.1, §7.6
pub async fn discover(
    http: &reqwest::Client,
    api: &str,
    path: &str,
) -> Result<Discovered, ResourceDiscoveryError> {
    let url = format!("{api}{path}");
    let refusal = http::send(http.get(&url)).await?;
    if refusal.status != StatusCode::UNAUTHORIZED {
        let status = refusal.status;
        return Err(ResourceDiscoveryError::NotRefused { url, status });
    }
    let challenges = challenges(&refusal.headers);
    let challenge = challenges.unwrap_or_default();
    let named = parameter(&challenge, "resource_metadata");
    let named = named.ok_or(ResourceDiscoveryError::NoMetadataUrl(url.clone()))?;
    let metadata_url = at_the_same_server(&url, &named)
        .ok_or_else(|| ResourceDiscoveryError::Elsewhere(printable(&named)))?;

    let response = http::send(http.get(metadata_url)).await?;
    let metadata = serde_json::from_slice::<ResourceMetadata>(&response.body).ok();
    let metadata = metadata.filter(|_| response.status == StatusCode::OK);
    let metadata = metadata.ok_or_else(|| ResourceDiscoveryError::NotMetadata {
        url: response.origin.clone(),
        status: response.status,
    })?;
    // Or one API could pass on the tokens that it gets to another. RFC 9728 §3.3
    if metadata.resource != api {
        return Err(ResourceDiscoveryError::OtherResource {
            found: printable(&metadata.resource),
            expected: api.to_owned(),
        });
    }
    let issuer = metadata.authorization_servers.into_iter().next();
    let issuer = issuer.ok_or(ResourceDiscoveryError::NoIssuer)?;
    let issuer: IssuerUrl = issuer.parse().map_err(ResourceDiscoveryError::Issuer)?;
    let supported = || metadata.scopes_supported.map(|scopes| scopes.join(" "));
    Ok(Discovered {
        metadata: fetch_metadata(http, issuer.as_str()).await?,
        issuer,
        scope: parameter(&challenge, "scope").or_else(supported),
    })
}

/// The URL of the metadata, if it has the API's own origin.
fn at_the_same_server(api: &str, named: &str) -> Option<Url> {
    let (api, named) = (Url::parse(api).ok()?, Url::parse(named).ok()?);
    (api.origin() == named.origin()).then_some(named)
}

impl From<HttpError> for ResourceDiscoveryError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}
