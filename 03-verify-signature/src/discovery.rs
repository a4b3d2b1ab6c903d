//! Asking the issuer who it is and what its keys are (RFC 8414, RFC 7517).

use fetch_token::http::{self, Answer, HttpError};
use reqwest::StatusCode;
use serde::Deserialize;
use thiserror::Error;
use url::Url;

use crate::KeySet;

/// What an issuer says about itself (RFC 8414 §2), the members that the course uses.
#[derive(Clone, Debug, Deserialize)]
pub struct Metadata {
    /// REQUIRED. The issuer identifier, equal to the one that was asked for.
    pub issuer: String,
    /// Where tokens are issued.
    pub token_endpoint: Url,
    /// Where the public keys are.
    pub jwks_uri: Url,
    /// OPTIONAL. Where one asks whether a token is active (RFC 7662).
    pub introspection_endpoint: Option<Url>,
    /// OPTIONAL. Where a token is revoked (RFC 7009).
    pub revocation_endpoint: Option<Url>,
}

/// Why the issuer's metadata or keys could not be had. All of them are failures on the side of the
/// issuer or of the configuration: no token was judged.
#[derive(Debug, Error)]
pub enum DiscoveryError {
    /// `OAUTH_ISSUER` cannot be asked.
    #[error("the issuer {0:?} is not an http or https URL without query: set OAUTH_ISSUER to one")]
    IssuerUrl(String),
    /// No answer.
    #[error("{0}: is the issuer running, and is OAUTH_ISSUER its URL?")]
    Http(HttpError),
    /// An answer with another status than 200.
    #[error("{url} answered {status}: {}", advice(*.status))]
    Status {
        /// What was asked.
        url: String,
        /// What it answered.
        status: StatusCode,
    },
    /// 200, but not the JSON that it should be.
    #[error(
        "{url} answered something ({content_type}) that is not {expected}: is OAUTH_ISSUER the URL of a realm?"
    )]
    Unreadable {
        /// What was asked.
        url: String,
        /// What the answer calls itself.
        content_type: String,
        /// What it should have been.
        expected: &'static str,
    },
    /// The document is some other issuer's (RFC 8414 §3.3).
    #[error(
        "the issuer calls itself {found:?}, but was asked for as {expected:?}: set OAUTH_ISSUER to the former if it is right"
    )]
    OtherIssuer {
        /// What the document says.
        found: String,
        /// What was configured.
        expected: String,
    },
    /// An `https` issuer with an endpoint on `http`: whoever is on the way could replace the keys,
    /// or read the client's secret.
    #[error(
        "the issuer is on https, but its endpoint {0} is not: what goes there could be read and forged on the way"
    )]
    Downgrade(String),
}

/// Where an issuer's metadata is: `{issuer}/.well-known/openid-configuration`, as Keycloak and most
/// servers have it. (RFC 8414 §3 has another path for the same document.)
///
/// # Errors
/// [`DiscoveryError::IssuerUrl`]: a program that asks at its start finds a wrong setting before its
/// first client does.
pub fn metadata_url(issuer: &str) -> Result<Url, DiscoveryError> {
    let url = format!(
        "{}/.well-known/openid-configuration",
        issuer.trim_end_matches('/')
    );
    Url::parse(&url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.query().is_none())
        .ok_or_else(|| DiscoveryError::IssuerUrl(issuer.to_owned()))
}

/// Fetches the issuer's metadata from its [`metadata_url`].
///
/// # Errors
/// [`DiscoveryError`]
///
/// RFC 8414 §3.3
pub async fn fetch_metadata(
    http: &reqwest::Client,
    issuer: &str,
) -> Result<Metadata, DiscoveryError> {
    let url = metadata_url(issuer)?;
    let answer = get(http, &url).await?;
    let metadata: Metadata = serde_json::from_slice(&answer.body)
        .map_err(|_| DiscoveryError::unreadable(&url, &answer, "a discovery document"))?;
    metadata.judge(issuer)
}

impl Metadata {
    fn judge(self, issuer: &str) -> Result<Self, DiscoveryError> {
        // Whoever can make us read another issuer's document makes us trust that issuer's keys.
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
/// [`DiscoveryError`]
///
/// RFC 7517 §5
pub async fn fetch_keys(http: &reqwest::Client, jwks_uri: &Url) -> Result<KeySet, DiscoveryError> {
    let answer = get(http, jwks_uri).await?;
    KeySet::from_json(&answer.body)
        .map_err(|_| DiscoveryError::unreadable(jwks_uri, &answer, "a JWK Set"))
}

async fn get(http: &reqwest::Client, url: &Url) -> Result<Answer, DiscoveryError> {
    let answer = http::send(http.get(url.clone())).await?;
    if answer.status != StatusCode::OK {
        return Err(DiscoveryError::Status {
            url: url.to_string(),
            status: answer.status,
        });
    }
    Ok(answer)
}

fn advice(status: StatusCode) -> &'static str {
    if status.is_server_error() {
        "the issuer is in trouble; its own log says why"
    } else {
        "is OAUTH_ISSUER the URL of a realm?"
    }
}

impl From<HttpError> for DiscoveryError {
    fn from(error: HttpError) -> Self {
        Self::Http(error)
    }
}

impl DiscoveryError {
    fn unreadable(url: &Url, answer: &Answer, expected: &'static str) -> Self {
        let content_type = answer.content_type().to_owned();
        Self::Unreadable {
            url: url.to_string(),
            content_type,
            expected,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_endpoint_of_an_issuer_on_https_may_be_on_http() {
        let judge = |issuer: &str, insecure: &str| {
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
            metadata.judge(issuer)
        };
        assert!(judge("https://issuer.example", "").is_ok());
        for insecure in ["token", "jwks", "introspection", "revocation"] {
            let verdict = judge("https://issuer.example", insecure);
            assert!(
                matches!(verdict, Err(DiscoveryError::Downgrade(url)) if url.ends_with(insecure))
            );
            // A lesson on localhost has no TLS anywhere.
            assert!(judge("http://localhost", insecure).is_ok());
        }
    }
}
