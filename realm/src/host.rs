//! Which issuer a program of the course talks to.

use std::time::Duration;

use reqwest::redirect;
use serde::Deserialize;
use thiserror::Error;

use crate::{RealmError, Server, remark};

/// The default issuer, and the place of the embedded one.
pub const DEFAULT_ISSUER: &str = "http://localhost:8080/realms/myorg";
const DEFAULT_PORT: u16 = 8080;
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// The issuer to use. The embedded one runs until this is closed or dropped.
pub struct Issuer {
    url: String,
    embedded: Option<Server>,
}

/// Why there is no issuer.
#[derive(Debug, Error)]
pub enum IssuerError {
    /// Something else listens on the port.
    #[error(
        "something on localhost:8080 answers, but not as the realm myorg: {0}. Two ways out: \
         stop what listens there, or set OAUTH_ISSUER to the issuer that you want"
    )]
    Occupied(String),
    /// The embedded realm cannot start.
    #[error(transparent)]
    Realm(#[from] RealmError),
}

/// Finds the issuer to use: the configured one; else the realm on localhost:8080, if it responds; else
/// the embedded realm, which this process then hosts on that port and announces on stderr.
///
/// # Errors
/// [`IssuerError`] if the port is used by something else, or the embedded realm cannot start.
pub async fn issuer(configured: Option<impl Into<String>>) -> Result<Issuer, IssuerError> {
    if let Some(url) = configured {
        return Ok(Issuer {
            url: url.into(),
            embedded: None,
        });
    }
    if realm_answers().await? {
        return Ok(Issuer {
            url: DEFAULT_ISSUER.to_owned(),
            embedded: None,
        });
    }
    match Server::start(DEFAULT_PORT).await {
        Ok(server) => {
            remark(format_args!(
                "no issuer on localhost:8080: hosting the embedded realm, {DEFAULT_ISSUER}"
            ));
            Ok(Issuer {
                url: server.issuer().to_owned(),
                embedded: Some(server),
            })
        }
        // Another program of the course may have started it just now.
        Err(RealmError::Bind { .. }) if realm_answers().await? => Ok(Issuer {
            url: DEFAULT_ISSUER.to_owned(),
            embedded: None,
        }),
        Err(error) => Err(error.into()),
    }
}

impl Issuer {
    /// The issuer identifier: a URL, compared character by character.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the embedded realm, if this is one.
    pub async fn close(self) {
        if let Some(server) = self.embedded {
            server.close().await;
        }
    }
}

/// Whether the realm `myorg` is on localhost:8080; `false` if nothing listens there.
async fn realm_answers() -> Result<bool, IssuerError> {
    #[derive(Deserialize)]
    struct Discovery {
        issuer: String,
    }
    let occupied = |found: String| Err(IssuerError::Occupied(found));
    // No proxy, whatever HTTP_PROXY says: the request is to this machine. No certificates, because a
    // machine may have none, and this request needs none.
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .timeout(PROBE_TIMEOUT)
        .redirect(redirect::Policy::none())
        .build();
    let client = match client {
        Ok(client) => client,
        Err(error) => return occupied(error.to_string()),
    };
    let url = format!("{DEFAULT_ISSUER}/.well-known/openid-configuration");
    let response = match client.get(url).send().await {
        Ok(response) => response,
        Err(error) if error.is_connect() => return Ok(false),
        Err(error) if error.is_timeout() => {
            return occupied(format!("no answer in {} s", PROBE_TIMEOUT.as_secs()));
        }
        Err(_) => {
            return occupied(
                "it closed the connection (a Keycloak that is still starting does, \
                             for half a minute)"
                    .to_owned(),
            );
        }
    };
    let status = response.status();
    let body = response.bytes().await.unwrap_or_default();
    match serde_json::from_slice::<Discovery>(&body) {
        Ok(discovery) if discovery.issuer == DEFAULT_ISSUER => Ok(true),
        Ok(discovery) => occupied(format!("its issuer is {:?}", discovery.issuer)),
        Err(_) if status.is_success() => occupied("its answer is not a discovery document".into()),
        Err(_) => occupied(format!("it answered {status}")),
    }
}
