//! Client credentials and client authentication (RFC 6749 §2.3).

use std::fmt;
use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use form_urlencoded::byte_serialize;
use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::http::HttpError;
use crate::production::settings::{client_auth, credential};
use crate::{ConfigError, IssuerUrl};

/// A confidential client, registered at the authorization server (RFC 6749 §2.1).
#[derive(Clone, Debug)]
pub struct Client {
    /// REQUIRED. The public name, `client_id`.
    pub id: String,
    /// How the client proves that it is this one.
    pub auth: ClientAuth,
}

/// How a client authenticates (RFC 6749 §2.3).
#[derive(Clone, Debug)]
pub enum ClientAuth {
    /// By a password that the server has as well, `client_secret`, and how it is sent.
    ///
    /// It is a [`SecretString`]: `{:?}` prints `[REDACTED]`, so it cannot slip into a log with the
    /// struct around it.
    Secret(SecretString, AuthMethod),
    /// `private_key_jwt`: by a statement that the client signs and the server verifies (RFC 7521
    /// §4.2). Step 06 makes them.
    Assertion(Arc<dyn ClientAssertion>),
}

/// How a client sends its secret (RFC 6749 §2.3.1). RFC 7591 §2 has the names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// `client_secret_post`: with the id as two more form parameters, as in the tutorial.
    #[default]
    Post,
    /// `client_secret_basic`: in the `Authorization: Basic` header. The RFC prefers it: every server
    /// must support it, and proxies and logs treat a header of that name as a secret, while a form
    /// body is just data to them.
    Basic,
}

/// Makes client assertions (RFC 7521 §3).
pub trait ClientAssertion: fmt::Debug + Send + Sync {
    /// An assertion for one request. It is called for each attempt, because a server refuses an
    /// assertion that it has seen before.
    ///
    /// # Errors
    /// What is wrong with the key or the file that it comes from, without its content.
    fn assertion(&self) -> Result<SecretString, String>;
}

/// `client_assertion_type` of an assertion that is a JWT. RFC 7523 §2.2
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

impl Client {
    /// A client with a secret.
    pub fn with_secret(
        id: impl Into<String>,
        secret: impl Into<SecretString>,
        method: AuthMethod,
    ) -> Self {
        Self {
            id: id.into(),
            auth: ClientAuth::Secret(secret.into(), method),
        }
    }

    /// The client that fetches tokens from `issuer`: `OAUTH_CLIENT_ID` and `OAUTH_CLIENT_SECRET`, by
    /// default the published test client of the course's realm; and `OAUTH_CLIENT_AUTH`.
    ///
    /// A secret comes from a variable or a file and never from a flag, because every user of a
    /// machine can list the arguments of its processes.
    ///
    /// # Errors
    /// [`ConfigError`] if one of them is empty, or must be set for this issuer and is not.
    pub fn from_env(issuer: &IssuerUrl) -> Result<Self, ConfigError> {
        let method = client_auth()?;
        let id = credential("OAUTH_CLIENT_ID", issuer, "test_api_client")?;
        let secret = credential("OAUTH_CLIENT_SECRET", issuer, "test-api-client-secret")?;
        Ok(Self::with_secret(id, secret, method))
    }

    /// Adds this client's credentials to a request with the parameters `form`.
    ///
    /// # Errors
    /// [`HttpError::Assertion`] if there is no assertion; with a secret nothing can fail.
    ///
    /// RFC 6749 §2.3.1, RFC 7521 §4.2
    pub fn authenticate(
        &self,
        request: RequestBuilder,
        form: &[(&str, &str)],
    ) -> Result<RequestBuilder, HttpError> {
        match &self.auth {
            ClientAuth::Secret(secret, AuthMethod::Basic) => {
                let request = request.header(AUTHORIZATION, basic(&self.id, secret));
                Ok(request.form(form))
            }
            ClientAuth::Secret(secret, AuthMethod::Post) => {
                let secret = secret.expose_secret();
                let credentials = [("client_id", self.id.as_str()), ("client_secret", secret)];
                Ok(request.form(&[form, &credentials].concat()))
            }
            // Without client_id: the assertion's subject says who the client is.
            ClientAuth::Assertion(assertions) => {
                let assertion = assertions.assertion().map_err(HttpError::Assertion)?;
                let assertion = assertion.expose_secret();
                let credentials = [
                    ("client_assertion_type", JWT_BEARER),
                    ("client_assertion", assertion),
                ];
                Ok(request.form(&[form, &credentials].concat()))
            }
        }
    }
}

/// `Basic base64(id ":" secret)`, where id and secret are first form-encoded, each by itself. Without
/// that, a colon in the id or any character beyond ASCII would be misread. Many clients forget it, and
/// nobody notices until a secret contains a `%` or a `+`.
///
/// RFC 6749 §2.3.1 and Appendix B
fn basic(id: &str, secret: &SecretString) -> HeaderValue {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret.expose_secret()));
    let credentials = format!("Basic {}", BASE64_STANDARD.encode(pair));
    let mut value = HeaderValue::try_from(credentials).unwrap_or_else(|_| {
        unreachable!("base64 consists of characters that a header may contain")
    });
    value.set_sensitive(true);
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fixed(Result<&'static str, &'static str>);

    impl ClientAssertion for Fixed {
        fn assertion(&self) -> Result<SecretString, String> {
            self.0.map(SecretString::from).map_err(str::to_owned)
        }
    }

    fn request(client: &Client) -> Result<reqwest::Request, HttpError> {
        let request = reqwest::Client::new().post("http://localhost/");
        let request = client.authenticate(request, &[("a", "b")])?;
        Ok(request.build().unwrap())
    }

    #[test]
    fn basic_form_encodes_id_and_secret_before_base64() {
        let value = basic("id:with colon", &"p@ss%w+rd ü".into());
        let encoded = value.to_str().unwrap().strip_prefix("Basic ").unwrap();
        let pair = String::from_utf8(BASE64_STANDARD.decode(encoded).unwrap()).unwrap();
        assert_eq!(pair, "id%3Awith+colon:p%40ss%25w%2Brd+%C3%BC");
    }

    #[test]
    fn debug_output_has_no_secret() {
        let client = Client::with_secret("test_api_client", "hunter2", AuthMethod::Basic);
        let output = format!("{client:?} {:?}", request(&client).unwrap());
        assert!(output.contains("test_api_client"));
        assert!(output.contains(r#""authorization": Sensitive"#), "{output}");
        assert!(!output.contains("hunter2"), "{output}");
    }

    #[test]
    fn an_assertion_says_who_the_client_is() {
        let mut client = Client {
            id: "test_jwt_client".to_owned(),
            auth: ClientAuth::Assertion(Arc::new(Fixed(Ok("a.b.c")))),
        };
        let sent = request(&client).unwrap();
        let body = sent.body().unwrap().as_bytes().unwrap();
        let expected = "a=b&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A\
                        client-assertion-type%3Ajwt-bearer&client_assertion=a.b.c";
        assert_eq!(String::from_utf8_lossy(body), expected);

        client.auth = ClientAuth::Assertion(Arc::new(Fixed(Err("no such file"))));
        let error = request(&client).unwrap_err().to_string();
        assert_eq!(error, "cannot make the client assertion: no such file");
    }
}
