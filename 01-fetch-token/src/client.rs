//! Client credentials and client authentication (RFC 6749 §2.3).

use std::env::{self, VarError};

use base64::{Engine, prelude::BASE64_STANDARD};
use form_urlencoded::byte_serialize;
use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;

/// A confidential client, registered at the authorization server (RFC 6749 §2.1).
///
/// The secret is a [`SecretString`]: `{:?}` prints `[REDACTED]`, so it cannot slip into a log with
/// the struct around it.
#[derive(Clone, Debug)]
pub struct Client {
    /// REQUIRED. The public name, `client_id`.
    pub id: String,
    /// REQUIRED. The password, `client_secret`.
    pub secret: SecretString,
    /// How the two are sent in a request. Default: [`AuthMethod::Post`].
    pub auth: AuthMethod,
}

/// How a client sends its credentials (RFC 6749 §2.3.1). RFC 7591 §2 has the names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// `client_secret_post`: as two more form parameters, as in the tutorial.
    #[default]
    Post,
    /// `client_secret_basic`: in the `Authorization: Basic` header. The RFC prefers it: every server
    /// must support it, and proxies and logs treat a header of that name as a secret, while a form
    /// body is just data to them.
    Basic,
}

/// A setting that cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The variable is set, but empty or not UTF-8.
    #[error("the variable {0} is set but empty or not UTF-8: give it a value or unset it")]
    Variable(&'static str),
    /// The issuer is not an `http` or `https` URL.
    #[error(
        "the issuer {0:?} is not an http or https URL: set OAUTH_ISSUER to something like \
         http://localhost:8080/realms/myorg"
    )]
    Issuer(String),
}

impl Client {
    /// The client that fetches tokens: `OAUTH_CLIENT_ID` and `OAUTH_CLIENT_SECRET`, by default the
    /// published test client of the course's realm.
    ///
    /// A secret comes from a variable and never from a flag, because every user of a machine can
    /// list the arguments of its processes.
    ///
    /// # Errors
    /// [`ConfigError::Variable`] if one of them is set but empty or not UTF-8.
    pub fn from_env(auth: AuthMethod) -> Result<Self, ConfigError> {
        Ok(Self {
            id: variable("OAUTH_CLIENT_ID", "test_api_client")?,
            secret: variable("OAUTH_CLIENT_SECRET", "test-api-client-secret")?.into(),
            auth,
        })
    }

    /// Adds this client's credentials to a request with the parameters `form`.
    ///
    /// RFC 6749 §2.3.1
    pub fn authenticate<'a>(
        &'a self,
        request: RequestBuilder,
        mut form: Vec<(&'a str, &'a str)>,
    ) -> RequestBuilder {
        let request = match self.auth {
            AuthMethod::Basic => request.header(AUTHORIZATION, self.basic()),
            AuthMethod::Post => {
                form.push(("client_id", &self.id));
                form.push(("client_secret", self.secret.expose_secret()));
                request
            }
        };
        request.form(&form)
    }

    /// `Basic base64(id ":" secret)`, where id and secret are first form-encoded, each by itself.
    /// Without that, a colon in the id or any character beyond ASCII would be misread. Many clients
    /// forget it, and nobody notices until a secret contains a `%` or a `+`.
    ///
    /// RFC 6749 §2.3.1 and Appendix B
    fn basic(&self) -> HeaderValue {
        let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!(
            "{}:{}",
            encode(&self.id),
            encode(self.secret.expose_secret())
        );
        let credentials = format!("Basic {}", BASE64_STANDARD.encode(pair));
        let mut value = HeaderValue::try_from(credentials).unwrap_or_else(|_| {
            unreachable!("base64 consists of characters that a header may contain")
        });
        value.set_sensitive(true);
        value
    }
}

/// The value of an environment variable, or `default` if it is not set.
///
/// # Errors
/// [`ConfigError::Variable`] if it is set but empty: a forgotten value in a deployment must not
/// turn into the published default.
pub fn variable(name: &'static str, default: &str) -> Result<String, ConfigError> {
    match env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        Err(VarError::NotPresent) => Ok(default.to_owned()),
        Ok(_) | Err(VarError::NotUnicode(_)) => Err(ConfigError::Variable(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(id: &str, secret: &str) -> Client {
        Client {
            id: id.into(),
            secret: secret.into(),
            auth: AuthMethod::Basic,
        }
    }

    #[test]
    fn basic_form_encodes_id_and_secret_before_base64() {
        let value = client("id:with colon", "p@ss%w+rd ü").basic();
        let encoded = value.to_str().unwrap().strip_prefix("Basic ").unwrap();
        let pair = String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap();
        assert_eq!(pair, "id%3Awith+colon:p%40ss%25w%2Brd+%C3%BC");
    }

    #[test]
    fn debug_output_has_no_secret() {
        let client = client("test_api_client", "hunter2");
        let request = reqwest::Client::new().post("http://localhost/");
        let request = client.authenticate(request, vec![]).build().unwrap();
        let output = format!("{client:?} {request:?}");
        assert!(output.contains("test_api_client"));
        assert!(output.contains(r#""authorization": Sensitive"#), "{output}");
        assert!(!output.contains("hunter2"), "{output}");
    }
}
