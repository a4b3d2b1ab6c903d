//! Settings from the environment, parsed in one place for all steps.
//!
//! A wrong setting is an error when a program starts, with a text that names the variable and shows a
//! good value. No text contains a secret.

use std::env::{self, VarError};
use std::fmt;
use std::str::FromStr;

use reqwest::Url;
use secrecy::SecretString;
use thiserror::Error;

use super::small_file::read_small_file;
use crate::AuthMethod;

/// The variable that allows an issuer on plain `http`, if it is `1`.
const INSECURE_HTTP: &str = "OAUTH_INSECURE_HTTP";

/// The method of a client with a key, as RFC 7591 §2's registry names it.
const PRIVATE_KEY_JWT: &str = "private_key_jwt";

/// The path of the course's realm, whose published secrets are the defaults.
const COURSE_REALM: &str = "/realms/myorg";

/// The issuer identifier of an authorization server (RFC 8414 §2): an `http` or `https` URL without
/// credentials, query and fragment.
///
/// It keeps its spelling, because issuers are compared character by character. Plain `http` is
/// refused unless the host is this machine: the client's secret and the issuer's keys would travel
/// unprotected. `OAUTH_INSECURE_HTTP=1` allows it, for networks in which nobody else can read or
/// change anything.
///
/// ```
/// use fetch_token::IssuerUrl;
///
/// let issuer: IssuerUrl = "https://issuer.example/realms/main".parse()?;
/// assert_eq!(issuer.as_str(), "https://issuer.example/realms/main");
/// assert!("http://issuer.example/realms/main".parse::<IssuerUrl>().is_err());
/// # Ok::<(), fetch_token::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerUrl {
    text: String,
    url: Url,
}

/// A setting that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The variable is set, but empty or not UTF-8.
    #[error("the variable {0} is set but empty or not UTF-8: give it a value or unset it")]
    Variable(String),
    /// A variable and its `_FILE` are both set.
    #[error("both {0} and {0}_FILE are set: unset one of them")]
    Both(&'static str),
    /// The file of a `_FILE` variable is not readable, or empty.
    #[error("{variable}_FILE names {path:?}, which cannot be used: {cause}")]
    File {
        /// The variable without `_FILE`.
        variable: &'static str,
        /// The file.
        path: String,
        /// What is wrong with it.
        cause: String,
    },
    /// The variable is not set, and the published default is not for this issuer.
    #[error(
        "{variable} is not set, and its default is only for the course's own realm, \
         http://localhost:8080/realms/myorg: set {variable} or {variable}_FILE to what is \
         registered at {issuer}"
    )]
    Required {
        /// The variable.
        variable: &'static str,
        /// The issuer that is configured instead.
        issuer: String,
    },
    /// The issuer is not an `http` or `https` URL.
    #[error(
        "the issuer {0} is not an http or https URL without user name, query and fragment: set \
         OAUTH_ISSUER to something like http://localhost:8080/realms/myorg"
    )]
    Issuer(String),
    /// The issuer has an `http` URL, and is not on this machine.
    #[error(
        "the issuer {0:?} is on plain http: everyone on the network between could read the client's \
         secret and replace the issuer's keys. Set OAUTH_ISSUER to an https URL, or \
         {INSECURE_HTTP}=1 if nobody else is on that network"
    )]
    InsecureHttp(String),
    /// A switch has another value than `1`.
    #[error("the variable {0} is set, but not to 1: set it to 1 or unset it")]
    Switch(&'static str),
    /// `OAUTH_CLIENT_AUTH` is not a method.
    #[error(
        "{0:?} is not a way to authenticate: set OAUTH_CLIENT_AUTH to client_secret_post, \
         client_secret_basic or private_key_jwt"
    )]
    AuthMethod(String),
    /// `OAUTH_CLIENT_AUTH` is `private_key_jwt`, and this program has no keys.
    #[error(
        "OAUTH_CLIENT_AUTH is private_key_jwt, and this program cannot sign: `cargo 06 fetch` \
         prints a token of a client with a key; `cargo 04-call` and `cargo 05` can sign as well"
    )]
    CannotSign,
    /// An audience that no token can contain.
    #[error(
        "the audience {0:?} is empty or has white space around it: set OAUTH_AUDIENCE to this \
         API's name, for example test_api_resource"
    )]
    Audience(String),
}

impl IssuerUrl {
    /// The issuer as it was configured.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL of something at the issuer: `path`, which starts with a slash, after the issuer's own.
    #[must_use]
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        let path = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&path);
        url
    }

    /// Whether this is the course's realm on this machine, at whatever port, embedded or Keycloak.
    #[must_use]
    pub fn is_course_realm(&self) -> bool {
        is_loopback(&self.url) && self.url.path().trim_end_matches('/') == COURSE_REALM
    }

    fn parse(text: &str, insecure_http: bool) -> Result<Self, ConfigError> {
        let fits = |url: &Url| {
            matches!(url.scheme(), "http" | "https")
                && url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        };
        // The parser would forgive more: white space around a URL, line breaks in it, no slashes.
        let written = ["http://", "https://"]
            .iter()
            .any(|start| text.starts_with(start))
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
        let url = Url::parse(text).ok().filter(fits).filter(|_| written);
        let Some(url) = url else {
            return Err(ConfigError::Issuer(without_credentials(text)));
        };
        if url.scheme() == "http" && !insecure_http && !is_loopback(&url) {
            return Err(ConfigError::InsecureHttp(text.to_owned()));
        }
        let text = text.to_owned();
        Ok(Self { text, url })
    }
}

impl FromStr for IssuerUrl {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        Self::parse(text, switch(INSECURE_HTTP)?)
    }
}

impl fmt::Display for IssuerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<IssuerUrl> for String {
    fn from(issuer: IssuerUrl) -> Self {
        issuer.text
    }
}

impl FromStr for AuthMethod {
    type Err = ConfigError;

    /// The names of RFC 7591 §2.
    fn from_str(name: &str) -> Result<Self, ConfigError> {
        match name {
            "client_secret_post" => Ok(Self::Post),
            "client_secret_basic" => Ok(Self::Basic),
            PRIVATE_KEY_JWT => Err(ConfigError::CannotSign),
            _ => Err(ConfigError::AuthMethod(name.to_owned())),
        }
    }
}

/// The value of the environment variable `name`, or the content of the file that `NAME_FILE` names (at
/// most 16 KiB), without a newline at its end. `None` if neither is set.
///
/// # Errors
/// [`ConfigError`] if the value is empty (a forgotten value in a deployment must not turn into a
/// default), if both are set, or the file cannot be read.
pub fn variable(name: &'static str) -> Result<Option<String>, ConfigError> {
    let value = plain_variable(name)?;
    let Some(path) = plain_variable(&format!("{name}_FILE"))? else {
        return Ok(value);
    };
    if value.is_some() {
        return Err(ConfigError::Both(name));
    }
    let unusable = |cause: String| ConfigError::File {
        variable: name,
        path: path.clone(),
        cause,
    };
    let content = read_small_file(path.as_ref()).map_err(|error| unusable(error.to_string()))?;
    let line = content.strip_suffix('\n').unwrap_or(&content);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(unusable("it is empty".to_owned()));
    }
    Ok(Some(line.to_owned()))
}

/// As [`variable`], for a value that must not be printed.
///
/// # Errors
/// As of [`variable`].
pub fn secret(name: &'static str) -> Result<Option<SecretString>, ConfigError> {
    Ok(variable(name)?.map(SecretString::from))
}

/// A client's identifier or secret: as [`variable`], and if it is not set, the `published` one of the
/// course's realm, for that realm alone.
///
/// # Errors
/// As of [`variable`]; [`ConfigError::Required`] if it is not set and the issuer is another one.
pub fn credential(
    name: &'static str,
    issuer: &IssuerUrl,
    published: &str,
) -> Result<String, ConfigError> {
    match variable(name)? {
        Some(value) => Ok(value),
        None if issuer.is_course_realm() => Ok(published.to_owned()),
        None => Err(ConfigError::Required {
            variable: name,
            issuer: issuer.to_string(),
        }),
    }
}

/// `OAUTH_CLIENT_AUTH`, by default `client_secret_post`.
///
/// # Errors
/// [`ConfigError::AuthMethod`] if it is not a method; [`ConfigError::CannotSign`] if it is one without a
/// secret, for which a program asks [`private_key_jwt`] first.
pub fn client_auth() -> Result<AuthMethod, ConfigError> {
    match plain_variable("OAUTH_CLIENT_AUTH")? {
        Some(name) => name.parse(),
        None => Ok(AuthMethod::default()),
    }
}

/// Whether `OAUTH_CLIENT_AUTH` is `private_key_jwt`: the client has a key instead of a secret (step 06).
///
/// # Errors
/// [`ConfigError::Variable`] if it is empty.
pub fn private_key_jwt() -> Result<bool, ConfigError> {
    Ok(plain_variable("OAUTH_CLIENT_AUTH")?.as_deref() == Some(PRIVATE_KEY_JWT))
}

/// Checks the audience that an API requires of its tokens.
///
/// # Errors
/// [`ConfigError::Audience`] if it is empty or has white space around it: no token would be valid, or
/// only one that is for no API.
pub fn audience(text: &str) -> Result<String, ConfigError> {
    if text.is_empty() || text.trim() != text {
        return Err(ConfigError::Audience(text.to_owned()));
    }
    Ok(text.to_owned())
}

/// Whether the URL's host is this machine. Such a URL is never requested through a proxy.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn switch(name: &'static str) -> Result<bool, ConfigError> {
    match plain_variable(name)?.as_deref() {
        None => Ok(false),
        Some("1") => Ok(true),
        Some(_) => Err(ConfigError::Switch(name)),
    }
}

fn plain_variable(name: &str) -> Result<Option<String>, ConfigError> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(Some(value)),
        Err(VarError::NotPresent) => Ok(None),
        Ok(_) | Err(VarError::NotUnicode(_)) => Err(ConfigError::Variable(name.to_owned())),
    }
}

/// A text for a message. If it may contain a password, it is left out.
fn without_credentials(text: &str) -> String {
    if text.contains('@') {
        return "(not shown, because it has an @ and may contain a password)".to_owned();
    }
    format!("{text:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuers_are_urls_without_anything_else() {
        let parse = |text: &str| IssuerUrl::parse(text, false);
        for text in [
            "https://issuer.example",
            "https://issuer.example/realms/main/",
            "http://localhost:8080/realms/myorg",
            "http://issuer.localhost",
            "http://127.0.0.2",
            "http://[::1]:8080",
        ] {
            assert_eq!(parse(text).unwrap().as_str(), text);
        }
        for text in [
            "",
            "localhost:8080",
            "ftp://issuer.example",
            "https:issuer.example",
            "https:\\\\issuer.example",
            "https://issuer.example?",
            "https://issuer.example/?a=b",
            "https://issuer.example/#a",
            "https://issuer.example/#",
            " https://issuer.example",
            "https://issuer.example\n",
            "https://issuer.\nexample",
            "https://user@issuer.example",
        ] {
            let error = parse(text).unwrap_err().to_string();
            assert!(error.contains("OAUTH_ISSUER"), "{text:?}: {error}");
        }
        let error = parse("https://user:hunter2@issuer.example").unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for text in ["http://issuer.example", "http://localhost.example"] {
            let error = IssuerUrl::parse(text, false).unwrap_err();
            assert!(matches!(error, ConfigError::InsecureHttp(_)), "{error}");
            assert!(error.to_string().contains("OAUTH_INSECURE_HTTP=1"));
            IssuerUrl::parse(text, true).unwrap();
        }
    }

    #[test]
    fn paths_come_after_the_issuer() {
        let url = |issuer: &str| IssuerUrl::parse(issuer, false).unwrap().join("/a/b");
        assert_eq!(url("https://i.example").as_str(), "https://i.example/a/b");
        assert_eq!(url("https://i.example/").as_str(), "https://i.example/a/b");
        assert_eq!(
            url("https://i.example/r/").as_str(),
            "https://i.example/r/a/b"
        );
    }

    #[test]
    fn published_defaults_are_for_the_course_realm() {
        let secret = |issuer: &str| {
            let issuer = IssuerUrl::parse(issuer, true).unwrap();
            credential("FETCH_TOKEN_TEST_UNSET", &issuer, "published")
        };
        for issuer in [
            "http://localhost:8080/realms/myorg",
            "http://127.0.0.1:9/realms/myorg/",
        ] {
            assert_eq!(secret(issuer).unwrap(), "published");
        }
        for issuer in [
            "https://issuer.example/realms/myorg",
            "http://localhost:8080/realms/other",
        ] {
            let error = secret(issuer).unwrap_err().to_string();
            assert!(error.contains("FETCH_TOKEN_TEST_UNSET_FILE"), "{error}");
            assert!(error.contains(issuer), "{error}");
        }
    }

    #[test]
    fn an_audience_is_not_empty_and_not_surrounded_by_white_space() {
        assert_eq!(audience("urn:my api").unwrap(), "urn:my api");
        for text in ["", " ", " a", "a\n"] {
            assert!(audience(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn methods_have_the_names_of_the_rfc() {
        let method = |name: &str| name.parse::<AuthMethod>();
        assert_eq!(method("client_secret_basic").unwrap(), AuthMethod::Basic);
        assert_eq!(method("client_secret_post").unwrap(), AuthMethod::Post);
        for name in ["", "basic", "Client_Secret_Basic", "tls_client_auth"] {
            assert!(
                matches!(method(name), Err(ConfigError::AuthMethod(_))),
                "{name}"
            );
        }
        let error = method("private_key_jwt").unwrap_err().to_string();
        assert!(error.contains("cargo 06 fetch"), "{error}");
    }
}
