//! Settings of a client with a key.

use std::sync::Arc;

use fetch_token::settings::{credential, private_key_jwt, variable};
use fetch_token::{Client, ClientAuth, ConfigError, IssuerUrl};
use thiserror::Error;
use verify_signature::Clock;

use super::{AssertionFile, KeyFile, KeyFileError, read_key_file};
use crate::{Algorithm, ClientKey, KeyError, PrivateKeyJwt};

/// The course's client with a key.
pub const TEST_CLIENT_ID: &str = "test_jwt_client";

/// The private key of [`TEST_CLIENT_ID`]. It is published: a test value, not one to use elsewhere.
pub const TEST_CLIENT_KEY: &str = include_str!("test_jwt_client.pem");

/// A setting that cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A variable.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The key file.
    #[error("OAUTH_CLIENT_KEY: {0}")]
    KeyFile(KeyFileError),
    /// `OAUTH_CLIENT_ALGORITHM`, or the published key.
    #[error("OAUTH_CLIENT_ALGORITHM: {0}")]
    Key(KeyError),
    /// Two ways to authenticate.
    #[error("both OAUTH_CLIENT_KEY and OAUTH_CLIENT_ASSERTION_FILE are set: unset one of them")]
    Both,
    /// There is no key, and the published one is not for this client.
    #[error(
        "OAUTH_CLIENT_KEY is not set, and the published key is only for {TEST_CLIENT_ID} at the \
         course's own realm: set it to a key file, which `cargo 06 key FILE` makes, and register \
         the public key for {client_id} at {issuer}"
    )]
    NoKey {
        /// The client.
        client_id: String,
        /// The issuer that is configured.
        issuer: String,
    },
}

// By hand, because #[from] would also make it the source, and its text is part of this error's already.
impl From<KeyFileError> for SettingsError {
    fn from(error: KeyFileError) -> Self {
        Self::KeyFile(error)
    }
}

impl From<KeyError> for SettingsError {
    fn from(error: KeyError) -> Self {
        Self::Key(error)
    }
}

/// The client that fetches tokens, whichever way to authenticate is configured: a signing one if
/// `OAUTH_CLIENT_AUTH` is `private_key_jwt`, else [`Client::from_env`].
///
/// # Errors
/// [`SettingsError`]
pub fn token_client(issuer: &IssuerUrl) -> Result<Client, SettingsError> {
    match signing_client(issuer, "OAUTH_CLIENT_ID", TEST_CLIENT_ID)? {
        Some(client) => Ok(client),
        None => Ok(Client::from_env(issuer)?),
    }
}

/// The client that `OAUTH_CLIENT_AUTH=private_key_jwt` asks for; `None` if another way to authenticate is
/// configured. `id_variable` names the variable of its id, for example `OAUTH_CLIENT_ID`, and `published`
/// is its value at the course's realm.
///
/// # Errors
/// As of [`client_from_env`].
pub fn signing_client(
    issuer: &IssuerUrl,
    id_variable: &'static str,
    published: &str,
) -> Result<Option<Client>, SettingsError> {
    match private_key_jwt()? {
        true => client_from_env(issuer, id_variable, published).map(Some),
        false => Ok(None),
    }
}

/// The same, whatever `OAUTH_CLIENT_AUTH` says.
///
/// It signs with the key in the file `OAUTH_CLIENT_KEY`, or sends the assertion in the file
/// `OAUTH_CLIENT_ASSERTION_FILE`, which says itself who the client is. Without either,
/// [`TEST_CLIENT_ID`] at the course's realm signs with the published key.
///
/// # Errors
/// [`SettingsError`]
pub fn client_from_env(
    issuer: &IssuerUrl,
    id_variable: &'static str,
    published: &str,
) -> Result<Client, SettingsError> {
    let key = variable("OAUTH_CLIENT_KEY")?;
    if let Some(path) = variable("OAUTH_CLIENT_ASSERTION_FILE")? {
        if key.is_some() {
            return Err(SettingsError::Both);
        }
        return Ok(Client {
            id: variable(id_variable)?.unwrap_or_default(),
            auth: ClientAuth::Assertion(Arc::new(AssertionFile::new(path))),
        });
    }
    let id = credential(id_variable, issuer, published)?;
    let clock = Clock::system();
    match key {
        Some(path) => {
            let file = KeyFile::open(path, algorithm()?, &id, issuer.as_str(), clock)?;
            let auth = ClientAuth::Assertion(Arc::new(file));
            Ok(Client { id, auth })
        }
        None => {
            let key = published_key(&id, issuer)?;
            Ok(PrivateKeyJwt::new(id, issuer.as_str(), key, clock).client())
        }
    }
}

/// The id and the key of the client that fetches tokens, for a program that signs by itself: as
/// [`client_from_env`], but with a key in any case.
///
/// # Errors
/// [`SettingsError`]
pub fn key_from_env(issuer: &IssuerUrl) -> Result<(String, ClientKey), SettingsError> {
    let id = credential("OAUTH_CLIENT_ID", issuer, TEST_CLIENT_ID)?;
    let key = match variable("OAUTH_CLIENT_KEY")? {
        Some(path) => read_key_file(path.as_ref(), algorithm()?)?,
        None => published_key(&id, issuer)?,
    };
    Ok((id, key))
}

/// What an RSA key signs with, if not PS256.
fn algorithm() -> Result<Option<Algorithm>, SettingsError> {
    let name = variable("OAUTH_CLIENT_ALGORITHM")?;
    Ok(name.map(|name| name.parse()).transpose()?)
}

fn published_key(id: &str, issuer: &IssuerUrl) -> Result<ClientKey, SettingsError> {
    if id != TEST_CLIENT_ID || !issuer.is_course_realm() {
        return Err(SettingsError::NoKey {
            client_id: id.to_owned(),
            issuer: issuer.to_string(),
        });
    }
    Ok(ClientKey::parse(TEST_CLIENT_KEY)?)
}
