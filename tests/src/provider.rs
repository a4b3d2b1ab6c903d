//! Where an issuer comes from.

use anyhow::Context;
use realm::Server;

use crate::Keycloak;

/// What issues the tokens of a scenario.
#[derive(Clone, Copy)]
pub enum Provider {
    /// The realm of the package `realm`, a new one for each scenario.
    Embedded,
    /// A Keycloak that lives as long as the run.
    Keycloak(&'static Keycloak),
}

/// An issuer for one scenario.
pub struct Stage {
    /// The issuer's URL.
    pub issuer: String,
    home: Home,
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
    pub async fn stage(self) -> anyhow::Result<Stage> {
        match self {
            Self::Embedded => Stage::embedded().await,
            Self::Keycloak(keycloak) => Ok(Stage::on_keycloak(keycloak, "myorg".to_owned())),
        }
    }

    /// A realm like `myorg` for this scenario alone, which may change it.
    ///
    /// # Errors
    /// If the realm cannot be made.
    pub async fn stage_to_change(self) -> anyhow::Result<Stage> {
        match self {
            Self::Embedded => Stage::embedded().await,
            Self::Keycloak(keycloak) => {
                let realm = keycloak.new_realm().await.context("cannot make a realm")?;
                Ok(Stage::on_keycloak(keycloak, realm))
            }
        }
    }
}

impl Stage {
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
}
