//! Protected resource metadata: where a rejected client learns how to get a token (RFC 9728).

use std::str::FromStr;

use serde_json::{Value, json};
use thiserror::Error;
use url::Url;

use crate::RequiredScope;

/// This API, identified by its URL, the resource identifier (RFC 9728 §1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    identifier: String,
    metadata_url: Url,
}

/// A text that is not a resource identifier.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is not an http or https URL without query and fragment")]
pub struct ResourceError(String);

impl Resource {
    /// The identifier, without a trailing slash.
    #[must_use]
    pub fn identifier(&self) -> &str {
        &self.identifier
    }

    /// Where the metadata is published: the well-known path is inserted between the host and the API's
    /// path, if it has one. This URL is part of every challenge.
    ///
    /// RFC 9728 §3.1
    #[must_use]
    pub fn metadata_url(&self) -> &Url {
        &self.metadata_url
    }

    /// The metadata document.
    ///
    /// RFC 9728 §2
    #[must_use]
    pub fn metadata(&self, issuer: &str, scope: &RequiredScope) -> Value {
        json!({
            "resource": self.identifier,
            "authorization_servers": [issuer],
            "scopes_supported": scope.names().collect::<Vec<_>>(),
            "bearer_methods_supported": ["header"],
        })
    }
}

impl FromStr for Resource {
    type Err = ResourceError;

    fn from_str(text: &str) -> Result<Self, ResourceError> {
        let identifier = text.trim_end_matches('/').to_owned();
        let fits = |url: &Url| {
            matches!(url.scheme(), "http" | "https")
                && url.query().is_none()
                && url.fragment().is_none()
        };
        let mut metadata_url = Url::parse(&identifier)
            .ok()
            .filter(fits)
            .ok_or_else(|| ResourceError(text.to_owned()))?;
        let path = format!("{WELL_KNOWN}{}", metadata_url.path().trim_end_matches('/'));
        metadata_url.set_path(&path);
        Ok(Self {
            identifier,
            metadata_url,
        })
    }
}

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_well_known_path_is_between_host_and_path() {
        let url = |text: &str| {
            let resource: Resource = text.parse().unwrap();
            resource.metadata_url().to_string()
        };
        let host = "https://api.example/.well-known/oauth-protected-resource";
        assert_eq!(url("https://api.example"), host);
        assert_eq!(url("https://api.example/"), host);
        assert_eq!(url("https://api.example/v1/"), format!("{host}/v1"));
    }

    #[test]
    fn other_urls_are_refused() {
        for text in [
            "",
            "api.example",
            "ftp://api.example",
            "https://api.example/?a=b",
            "https://api.example/#a",
        ] {
            assert!(text.parse::<Resource>().is_err(), "{text}");
        }
    }
}
