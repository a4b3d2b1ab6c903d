//! Where an issuer comes from.

use std::fmt;

use anyhow::Context;
use realm::{Algorithm, Server};
use serde_json::{Value, json};

use crate::Keycloak;
use crate::forge::now;

/// What issues the tokens of a scenario.
#[derive(Clone, Copy)]
pub enum Provider {
    /// The realm of the package `realm`, a new one for each scenario.
    Embedded,
    /// A Keycloak that lives as long as the run.
    Keycloak(&'static Keycloak),
}

/// An issuer for one scenario.
pub struct Realm {
    /// The issuer's URL.
    pub issuer: String,
    home: Home,
}

/// What an administrator does to a realm.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// Nothing, for comparison.
    Nothing,
    /// Tokens that were issued before now are not to be accepted any more.
    NotBefore,
    /// `test_api_client` may not do anything any more.
    ClientDisabled,
    /// `test_api_client` gets another secret.
    ClientSecret,
    /// `test_api_resource` gets another secret.
    ResourceSecret,
    /// All clients must keep to FAPI 2.0 with DPoP. The embedded realm has no such policies.
    Fapi,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "nothing happened",
            Self::NotBefore => "not-before policy",
            Self::ClientDisabled => "client disabled",
            Self::ClientSecret => "client's secret changed",
            Self::ResourceSecret => "API's secret changed",
            Self::Fapi => "FAPI 2.0 required",
        })
    }
}

enum Home {
    Embedded(Server),
    Keycloak {
        keycloak: &'static Keycloak,
        realm: String,
    },
}

impl Provider {
    /// The realm `myorg`, for scenarios that leave it as it is.
    ///
    /// # Errors
    /// If the embedded realm does not start.
    pub async fn realm(self) -> anyhow::Result<Realm> {
        match self {
            Self::Embedded => Realm::embedded().await,
            Self::Keycloak(keycloak) => Ok(Realm::on_keycloak(keycloak, "myorg".to_owned())),
        }
    }

    /// A realm like `myorg` for this scenario alone, which may change it.
    ///
    /// # Errors
    /// If the realm cannot be made.
    pub async fn own_realm(self) -> anyhow::Result<Realm> {
        match self {
            Self::Embedded => Realm::embedded().await,
            Self::Keycloak(keycloak) => {
                let realm = keycloak.new_realm().await.context("cannot make a realm")?;
                Ok(Realm::on_keycloak(keycloak, realm))
            }
        }
    }
}

impl Realm {
    async fn embedded() -> anyhow::Result<Self> {
        let server = Server::start(0).await?;
        Ok(Self {
            issuer: server.issuer().to_owned(),
            home: Home::Embedded(server),
        })
    }

    fn on_keycloak(keycloak: &'static Keycloak, realm: String) -> Self {
        let issuer = format!("{}/realms/{realm}", keycloak.url());
        Self {
            issuer,
            home: Home::Keycloak { keycloak, realm },
        }
    }

    /// Makes a new signing key; the older one stays in the JWKS.
    ///
    /// # Errors
    /// If the provider refuses.
    pub async fn rotate(&self) -> anyhow::Result<()> {
        match &self.home {
            Home::Embedded(server) => Ok(server.rotate()?),
            Home::Keycloak { keycloak, realm } => keycloak.add_key(realm).await,
        }
    }

    /// From now on, tokens for `test_api_client` are signed with a new key for this algorithm.
    ///
    /// # Errors
    /// If the provider refuses.
    pub async fn rotate_to(&self, algorithm: Algorithm) -> anyhow::Result<()> {
        match &self.home {
            Home::Embedded(server) => Ok(server.rotate_to(algorithm)?),
            Home::Keycloak { keycloak, realm } => {
                // Keycloak makes the key for it at the first token.
                let attributes = json!({"access.token.signed.response.alg": algorithm.to_string()});
                let change = json!({"attributes": attributes});
                keycloak
                    .change_client(realm, "test_api_client", change)
                    .await
            }
        }
    }

    /// Takes the key of `myorg.json` out of the JWKS: the end of a rotation.
    ///
    /// # Errors
    /// If the provider refuses.
    pub async fn drop_old_key(&self) -> anyhow::Result<()> {
        match &self.home {
            Home::Embedded(server) => {
                server.drop_old_keys();
                Ok(())
            }
            Home::Keycloak { keycloak, realm } => keycloak.remove_published_key(realm).await,
        }
    }

    /// Registers public keys for a client, a JWK Set, in place of what it authenticated by.
    ///
    /// # Errors
    /// If the provider refuses.
    pub async fn set_keys(&self, client: &str, jwks: &Value) -> anyhow::Result<()> {
        match &self.home {
            Home::Embedded(server) => Ok(server.set_keys(client, jwks)?),
            Home::Keycloak { keycloak, realm } => {
                let change = json!({
                    "clientAuthenticatorType": "client-jwt",
                    "attributes": {
                        "use.jwks.string": "true",
                        "jwks.string": jwks.to_string(),
                        "token.endpoint.auth.signing.alg": "",
                    },
                });
                keycloak.change_client(realm, client, change).await
            }
        }
    }

    /// Does something to the realm.
    ///
    /// # Errors
    /// If the provider refuses.
    pub async fn change(&self, change: Change) -> anyhow::Result<()> {
        // Not-before is a time in seconds: a token of the same second is not older.
        let later = now() + 1;
        let (client, resource) = ("test_api_client", "test_api_resource");
        match &self.home {
            Home::Embedded(server) => match change {
                Change::Nothing | Change::Fapi => Ok(()),
                Change::NotBefore => {
                    server.set_not_before(later);
                    Ok(())
                }
                Change::ClientDisabled => Ok(server.disable_client(client)?),
                Change::ClientSecret => Ok(server.set_secret(client, "another")?),
                Change::ResourceSecret => Ok(server.set_secret(resource, "another")?),
            },
            Home::Keycloak { keycloak, realm } => match change {
                Change::Nothing => Ok(()),
                Change::NotBefore => {
                    let change = json!({"notBefore": later});
                    keycloak.change_realm(realm, change).await
                }
                Change::ClientDisabled => {
                    let change = json!({"enabled": false});
                    keycloak.change_client(realm, client, change).await
                }
                Change::ClientSecret => {
                    let change = json!({"secret": "another"});
                    keycloak.change_client(realm, client, change).await
                }
                Change::ResourceSecret => {
                    let change = json!({"secret": "another"});
                    keycloak.change_client(realm, resource, change).await
                }
                Change::Fapi => keycloak.require_fapi(realm).await,
            },
        }
    }
}
