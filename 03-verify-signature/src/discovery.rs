//! The issuer's metadata and keys (RFC 8414, RFC 7517).

use std::time::Duration;

use fetch_token::http::{self, HttpError, Response, is_retryable};
use fetch_token::{ConfigError, IssuerUrl, Transient, printable};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};
use thiserror::Error;
use url::Url;

use crate::KeySet;

/// An issuer's metadata (RFC 8414 §2).
///
/// A step reads the endpoints that it uses, when it uses them. So an issuer that only signs, as
/// Kubernetes does, needs no token endpoint, and an entry that nobody uses does no harm.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Metadata {
    /// REQUIRED. The issuer identifier, equal to the configured one.
    pub issuer: String,
    /// All other members.
    #[serde(flatten)]
    members: Map<String, Value>,
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
    /// The metadata has no such endpoint, or it is not a URL.
    #[error("the metadata of {issuer:?} has no URL as {name}, which is needed here")]
    NoEndpoint {
        /// The issuer.
        issuer: String,
        /// The member.
        name: &'static str,
    },
    /// An `https` issuer with an endpoint on `http`: an attacker on the network could replace the keys,
    /// or read the client's secret.
    #[error(
        "the issuer is on https, but its endpoint {0} is not: an attacker on the network could read and change what is sent there"
    )]
    Downgrade(String),
}

/// Where an issuer's metadata may be: after its name, as in OpenID Connect Discovery, which Keycloak and
/// most servers support; or between its host and its path.
///
/// RFC 8414 §3.1
#[must_use]
pub fn metadata_urls(issuer: &IssuerUrl) -> [Url; 2] {
    let mut of_oauth = issuer.join("");
    let path = of_oauth.path().trim_end_matches('/').to_owned();
    of_oauth.set_path(&format!("/.well-known/oauth-authorization-server{path}"));
    [issuer.join("/.well-known/openid-configuration"), of_oauth]
}

/// Fetches the issuer's metadata from the first of its [`metadata_urls`], or from the second if there is
/// nothing at the first.
///
/// # Errors
/// [`DiscoveryError`] if it cannot be fetched, or is another issuer's or an unsafe one.
///
/// RFC 8414 §3.3
pub async fn fetch_metadata(
    http: &reqwest::Client,
    issuer: &str,
) -> Result<Metadata, DiscoveryError> {
    let [usual, of_oauth] = metadata_urls(&issuer.parse()?);
    let response = match get(http, &usual).await {
        Err(absent) if absent.is_not_found() => get(http, &of_oauth).await.map_err(|_| absent)?,
        response => response?,
    };
    let metadata: Metadata = serde_json::from_slice(&response.body)
        .map_err(|_| DiscoveryError::unreadable(&response, "a discovery document"))?;
    metadata.check_issuer(issuer)
}

impl Metadata {
    /// The endpoint that issues tokens (RFC 6749 §3.2).
    ///
    /// # Errors
    /// [`DiscoveryError::NoEndpoint`], [`DiscoveryError::Downgrade`]
    pub fn token_endpoint(&self) -> Result<Url, DiscoveryError> {
        self.endpoint("token_endpoint")
    }

    /// The URL of the public keys (RFC 7517 §5).
    ///
    /// # Errors
    /// As of [`token_endpoint`](Self::token_endpoint).
    pub fn jwks_uri(&self) -> Result<Url, DiscoveryError> {
        self.endpoint("jwks_uri")
    }

    /// Another endpoint, by the name of its member: `introspection_endpoint`, `revocation_endpoint`.
    ///
    /// # Errors
    /// As of [`token_endpoint`](Self::token_endpoint).
    pub fn endpoint(&self, name: &'static str) -> Result<Url, DiscoveryError> {
        let text = self.members.get(name).and_then(Value::as_str);
        let url = text.and_then(|text| Url::parse(text).ok());
        let url = url.filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| DiscoveryError::NoEndpoint {
            issuer: self.issuer.clone(),
            name,
        })?;
        if self.issuer.starts_with("https:") && url.scheme() != "https" {
            return Err(DiscoveryError::Downgrade(url.to_string()));
        }
        Ok(url)
    }

    fn check_issuer(self, issuer: &str) -> Result<Self, DiscoveryError> {
        // Anyone who can make us read another issuer's document makes us trust that issuer's keys.
        if self.issuer != issuer {
            return Err(DiscoveryError::OtherIssuer {
                found: self.issuer,
                expected: issuer.to_owned(),
            });
        }
        Ok(self)
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
    fn is_not_found(&self) -> bool {
        matches!(self, Self::Status { status, .. } if *status == StatusCode::NOT_FOUND)
    }

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
    use serde_json::json;

    use super::*;

    fn metadata(issuer: &str, members: Value) -> Metadata {
        let Value::Object(members) = members else {
            panic!("not an object");
        };
        let issuer = issuer.to_owned();
        Metadata { issuer, members }
    }

    #[test]
    fn no_endpoint_of_an_issuer_on_https_may_be_on_http() {
        for name in ["token_endpoint", "jwks_uri", "revocation_endpoint"] {
            let insecure =
                json!({name: "http://issuer.example/x", "other": "https://issuer.example/"});
            let of_https = metadata("https://issuer.example", insecure.clone());
            let outcome = of_https.endpoint(name);
            assert!(matches!(outcome, Err(DiscoveryError::Downgrade(url)) if url.ends_with("/x")));
            // Nobody asked for that one.
            assert!(of_https.endpoint("other").is_ok());
            // A lesson on localhost has no TLS anywhere.
            assert!(
                metadata("http://localhost", insecure)
                    .endpoint(name)
                    .is_ok()
            );
        }
    }

    #[test]
    fn an_endpoint_that_is_used_must_be_a_url() {
        for value in [
            json!(null),
            json!(7),
            json!(""),
            json!("/keys"),
            json!("file:///keys"),
        ] {
            let outcome = metadata("http://localhost", json!({"jwks_uri": value})).jwks_uri();
            assert!(matches!(
                outcome,
                Err(DiscoveryError::NoEndpoint {
                    name: "jwks_uri",
                    ..
                })
            ));
        }
        assert!(
            metadata("http://localhost", json!({}))
                .token_endpoint()
                .is_err()
        );
    }
}
