//! The issuer's metadata and keys (RFC 8414, RFC 7517).

use std::time::Duration;

use fetch_token::http::{self, HttpError, Response, is_retryable};
use fetch_token::{ConfigError, IssuerUrl, Transient, printable};
use reqwest::StatusCode;
use serde::Deserialize;
use thiserror::Error;
use url::Url;

use crate::KeySet;

/// An issuer's metadata (RFC 8414 §2), the members that the course uses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Metadata {
    /// REQUIRED. The issuer identifier, equal to the configured one.
    pub issuer: String,
    /// The endpoint that issues tokens (RFC 6749 §3.2).
    pub token_endpoint: Url,
    /// The URL of the public keys (RFC 7517 §5).
    pub jwks_uri: Url,
    /// OPTIONAL. The endpoint that tells whether a token is active (RFC 7662).
    pub introspection_endpoint: Option<Url>,
    /// OPTIONAL. The endpoint that revokes a token (RFC 7009).
    pub revocation_endpoint: Option<Url>,
}

/// Why the issuer's metadata or keys could not be fetched. In all cases the issuer or the configuration
/// is at fault, and not a token.
#[derive(Clone, Debug, Error)]
pub enum DiscoveryError {
    /// The issuer is not an [`IssuerUrl`]; why not.
    #[error("{0}")]
    IssuerUrl(String),
    /// There was no response.
    #[error("{0}: is the issuer running, and is OAUTH_ISSUER its URL?")]
    Http(HttpError),
    /// A response with another status than 200.
    #[error("{url} answered {status}: {}", advice(*.status))]
    Status {
        /// The URL of the request, and the proxy if there was one.
        url: String,
        /// The status.
        status: StatusCode,
        /// `Retry-After`, if it is present and valid.
        retry_after: Option<Duration>,
    },
    /// 200, but not the expected JSON.
    #[error(
        "{url} answered with something ({content_type}) that is not {expected}: is OAUTH_ISSUER the URL of a realm?"
    )]
    Unreadable {
        /// The URL of the request, and the proxy if there was one.
        url: String,
        /// The response's `Content-Type`.
        content_type: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A JWK Set in which no key can verify tokens.
    #[error("{url} answered with a key set without a usable key: {keys}")]
    NoUsableKey {
        /// The URL of the request.
        url: String,
        /// The keys, and why they cannot be used.
        keys: String,
    },
    /// The document is another issuer's (RFC 8414 §3.3).
    #[error(
        "the issuer's metadata has the issuer \"{}\", but {expected:?} is configured: set OAUTH_ISSUER to the former if it is right",
        printable(.found)
    )]
    OtherIssuer {
        /// The document's `issuer`.
        found: String,
        /// The configured issuer.
        expected: String,
    },
    /// An `https` issuer with an endpoint on `http`: an attacker on the network could replace the keys,
    /// or read the client's secret.
    #[error(
        "the issuer is on https, but its endpoint {0} is not: an attacker on the network could read and change what is sent there"
    )]
    Downgrade(String),
}

/// The URL of an issuer's metadata: `{issuer}/.well-known/openid-configuration`, as in OpenID Connect
/// Discovery, which Keycloak and most servers support. (RFC 8414 §3 has another path.)
#[must_use]
pub fn metadata_url(issuer: &IssuerUrl) -> Url {
    issuer.join("/.well-known/openid-configuration")
}

/// Fetches the issuer's metadata from its [`metadata_url`].
///
/// # Errors
/// [`DiscoveryError`] if it cannot be fetched, or is another issuer's or an unsafe one.
///
/// RFC 8414 §3.3
pub async fn fetch_metadata(
    http: &reqwest::Client,
    issuer: &str,
) -> Result<Metadata, DiscoveryError> {
    let url = metadata_url(&issuer.parse()?);
    let response = get(http, &url).await?;
    let metadata: Metadata = serde_json::from_slice(&response.body)
        .map_err(|_| DiscoveryError::unreadable(&response, "a discovery document"))?;
    metadata.check_issuer(issuer)
}

impl Metadata {
    fn check_issuer(self, issuer: &str) -> Result<Self, DiscoveryError> {
        // Anyone who can make us read another issuer's document makes us trust that issuer's keys.
        if self.issuer != issuer {
            return Err(DiscoveryError::OtherIssuer {
                found: self.issuer,
                expected: issuer.to_owned(),
            });
        }
        let secure = issuer.starts_with("https:");
        let insecure = |endpoint: &&Url| secure && endpoint.scheme() != "https";
        let downgrade = self.endpoints().find(insecure).map(Url::to_string);
        match downgrade {
            Some(endpoint) => Err(DiscoveryError::Downgrade(endpoint)),
            None => Ok(self),
        }
    }

    fn endpoints(&self) -> impl Iterator<Item = &Url> {
        let Self {
            token_endpoint,
            jwks_uri,
            introspection_endpoint,
            revocation_endpoint,
            ..
        } = self;
        [token_endpoint, jwks_uri]
            .into_iter()
            .chain(introspection_endpoint)
            .chain(revocation_endpoint)
    }
}

/// Fetches the issuer's keys.
///
/// # Errors
/// [`DiscoveryError`] if they cannot be fetched, or are not a JWK Set with a usable key.
///
/// RFC 7517 §5
pub async fn fetch_keys(http: &reqwest::Client, jwks_uri: &Url) -> Result<KeySet, DiscoveryError> {
    let response = get(http, jwks_uri).await?;
    let keys = KeySet::from_json(&response.body)
        .map_err(|_| DiscoveryError::unreadable(&response, "a JWK Set"))?;
    // With it every token would seem to be signed by an unknown key.
    if !keys.is_usable() {
        return Err(DiscoveryError::NoUsableKey {
            url: response.origin,
            keys: format!("{keys:?}"),
        });
    }
    Ok(keys)
}

async fn get(http: &reqwest::Client, url: &Url) -> Result<Response, DiscoveryError> {
    let response = http::send(http.get(url.clone())).await?;
    if response.status != StatusCode::OK {
        return Err(DiscoveryError::Status {
            retry_after: response.retry_after(),
            status: response.status,
            url: response.origin,
        });
    }
    Ok(response)
}

fn advice(status: StatusCode) -> &'static str {
    if status.is_server_error() {
        "the issuer has a problem; see its log"
    } else {
        "is OAUTH_ISSUER the URL of a realm?"
    }
}

impl From<HttpError> for DiscoveryError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

impl From<ConfigError> for DiscoveryError {
    fn from(error: ConfigError) -> Self {
        Self::IssuerUrl(error.to_string())
    }
}

impl Transient for DiscoveryError {
    fn is_transient(&self) -> bool {
        match self {
            Self::Status { status, .. } => is_retryable(*status),
            Self::Http(error) => error.is_transient(),
            _ => false,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

impl DiscoveryError {
    fn unreadable(response: &Response, expected: &'static str) -> Self {
        Self::Unreadable {
            url: response.origin.clone(),
            content_type: response.content_type(),
            expected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_endpoint_of_an_issuer_on_https_may_be_on_http() {
        let check = |issuer: &str, insecure: &str| {
            let endpoint = |name: &str| {
                let scheme = if name == insecure { "http" } else { "https" };
                Url::parse(&format!("{scheme}://issuer.example/{name}")).unwrap()
            };
            let metadata = Metadata {
                issuer: issuer.to_owned(),
                token_endpoint: endpoint("token"),
                jwks_uri: endpoint("jwks"),
                introspection_endpoint: Some(endpoint("introspection")),
                revocation_endpoint: Some(endpoint("revocation")),
            };
            metadata.check_issuer(issuer)
        };
        assert!(check("https://issuer.example", "").is_ok());
        for insecure in ["token", "jwks", "introspection", "revocation"] {
            let outcome = check("https://issuer.example", insecure);
            assert!(
                matches!(outcome, Err(DiscoveryError::Downgrade(url)) if url.ends_with(insecure))
            );
            // A lesson on localhost has no TLS anywhere.
            assert!(check("http://localhost", insecure).is_ok());
        }
    }
}
