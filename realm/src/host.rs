//! Which issuer a program of the course talks to.

use std::time::Duration;

use reqwest::redirect;
use serde::Deserialize;
use thiserror::Error;

use crate::{RealmError, Server, remark};

/// Where a realm is looked for if none is named, and where the embedded one is put.
pub const DEFAULT_ISSUER: &str = "http://localhost:8080/realms/myorg";
const DEFAULT_PORT: u16 = 8080;
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// The issuer to use. If it is the embedded one, it lives as long as this.
pub struct Issuer {
    url: String,
    embedded: Option<Server>,
}

/// No issuer could be had.
#[derive(Debug, Error)]
pub enum IssuerError {
    /// Something else sits on the port.
    #[error(
        "something on localhost:8080 answers, but not as the realm myorg: {0}. Two ways out: \
         stop what listens there, or set OAUTH_ISSUER to the issuer that you want"
    )]
    Occupied(String),
    /// The embedded realm does not start.
    #[error(transparent)]
    Realm(#[from] RealmError),
}

/// The configured issuer if there is one, else the realm on localhost:8080 if one answers there,
/// else the embedded realm, hosted on that port by this process and announced on stderr.
///
/// # Errors
/// [`IssuerError`]
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
        // Another program of the course may have been faster by a moment.
        Err(RealmError::Bind { .. }) if realm_answers().await? => Ok(Issuer {
            url: DEFAULT_ISSUER.to_owned(),
            embedded: None,
        }),
        Err(error) => Err(error.into()),
    }
}

impl Issuer {
    /// The issuer identifier: a URL, compared to the letter.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops the embedded realm, if that is what this is.
    pub async fn close(self) {
        if let Some(server) = self.embedded {
            server.close().await;
        }
    }
}

/// Whether the realm `myorg` is on localhost:8080; `false` if nothing at all is.
async fn realm_answers() -> Result<bool, IssuerError> {
    #[derive(Deserialize)]
    struct Discovery {
        issuer: String,
    }
    let occupied = |found: String| Err(IssuerError::Occupied(found));
    // No proxy: it is this machine that is asked, whatever HTTP_PROXY says. No certificates: it is
    // asked without TLS, and a machine may have none.
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
