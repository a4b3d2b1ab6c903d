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

/// Why a text is not a resource identifier.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ResourceError {
    /// It is not such a URL.
    #[error(
        "{0:?} is not an http or https URL without query and fragment, such as https://api.example"
    )]
    Url(String),
    /// It has a user name or a password, which would be published with the metadata.
    #[error(
        "a URL with a user name or password would publish them: leave them out, as in https://api.example"
    )]
    WithCredentials,
    /// It would be served under another path than the one that is published.
    #[error(
        "{found:?} has a path with other characters than letters, digits, '-', '.', '_', '~' and '/': choose another one, as in https://api.example/v1"
    )]
    Path {
        /// The URL.
        found: String,
    },
}

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
    pub fn metadata(&self, issuers: &[String], scope: &RequiredScope) -> Value {
        json!({
            "resource": self.identifier,
            "authorization_servers": issuers,
            "scopes_supported": scope.names().collect::<Vec<_>>(),
            "bearer_methods_supported": ["header"],
        })
    }
}

impl FromStr for Resource {
    type Err = ResourceError;

    /// The identifier and the URL of the metadata are made from the parsed URL, so that a client finds
    /// the identifier from which that URL is derived, as it must (RFC 9728 §3.3).
    fn from_str(text: &str) -> Result<Self, ResourceError> {
        let not_a_url = || ResourceError::Url(text.to_owned());
        let written = text.contains("://") && !text.contains(char::is_whitespace);
        let fits = |url: &Url| {
            written
                && matches!(url.scheme(), "http" | "https")
                && url.query().is_none()
                && url.fragment().is_none()
        };
        if text.contains('@') {
            return Err(ResourceError::WithCredentials);
        }
        let url = Url::parse(text).ok().filter(fits).ok_or_else(not_a_url)?;
        let path = url.path().trim_end_matches('/');
        // axum would take braces, a colon or an asterisk for a pattern.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/".contains(c);
        if !path.chars().all(plain) {
            let found = text.to_owned();
            return Err(ResourceError::Path { found });
        }
        let mut metadata_url = url.clone();
        metadata_url.set_path(&format!("{WELL_KNOWN}{path}"));
        Ok(Self {
            identifier: url.as_str().trim_end_matches('/').to_owned(),
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
    fn identifier_and_metadata_url_have_one_spelling() {
        for text in [
            "https://API.Example",
            "https://api.example:443/",
            "https://api.example/a/..",
            "HTTPS://api.example",
        ] {
            let resource: Resource = text.parse().unwrap();
            assert_eq!(resource.identifier(), "https://api.example", "{text}");
            let url = resource.metadata_url().as_str();
            assert_eq!(url, format!("https://api.example{WELL_KNOWN}"), "{text}");
        }
    }

    #[test]
    fn other_urls_are_refused() {
        for text in [
            "",
            "api.example",
            "localhost:50100",
            "ftp://api.example",
            "https:api.example",
            " https://api.example",
            "https://api.example/?a=b",
            "https://api.example/#a",
            "https://user@api.example",
            "https://api.example/:v1",
            "https://api.example/*",
            "https://api.example/{v1}",
            "https://api.example/a%2Fb",
        ] {
            let error = text.parse::<Resource>().unwrap_err().to_string();
            assert!(error.contains("https://api.example"), "{text}: {error}");
        }
        let error = "https://user:hunter2@api.example".parse::<Resource>();
        assert_eq!(error, Err(ResourceError::WithCredentials));
    }
}
