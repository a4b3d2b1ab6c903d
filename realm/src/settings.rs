//! The part of Keycloak's realm file that the embedded server reads.

use std::collections::HashMap;

use secrecy::SecretString;
use serde::Deserialize;

use crate::RealmError;
use crate::key::SigningKey;

/// A realm as Keycloak exports and imports it, without what the course does not use.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Settings {
    pub(crate) realm: String,
    /// Seconds.
    pub(crate) access_token_lifespan: u64,
    /// Seconds since 1970. Tokens that were issued earlier are not active.
    #[serde(default)]
    pub(crate) not_before: u64,
    pub(crate) client_scopes: Vec<ClientScope>,
    pub(crate) clients: Vec<ClientSettings>,
    components: HashMap<String, Vec<Component>>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientScope {
    pub(crate) name: String,
    #[serde(default)]
    attributes: HashMap<String, String>,
    #[serde(default)]
    pub(crate) protocol_mappers: Vec<ProtocolMapper>,
}

/// What a scope adds to the token.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProtocolMapper {
    pub(crate) protocol_mapper: String,
    pub(crate) config: HashMap<String, String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientSettings {
    pub(crate) client_id: String,
    pub(crate) secret: SecretString,
    #[serde(default = "yes")]
    pub(crate) enabled: bool,
    #[serde(default)]
    pub(crate) service_accounts_enabled: bool,
    pub(crate) default_client_scopes: Vec<String>,
    pub(crate) optional_client_scopes: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Component {
    provider_id: String,
    config: HashMap<String, Vec<String>>,
}

fn yes() -> bool {
    true
}

impl Settings {
    pub(crate) fn client_mut(&mut self, id: &str) -> Option<&mut ClientSettings> {
        self.clients
            .iter_mut()
            .find(|client| client.client_id == id)
    }

    /// A client that is enabled. To Keycloak, a disabled client does not exist.
    pub(crate) fn client(&self, id: &str) -> Option<&ClientSettings> {
        self.clients
            .iter()
            .find(|client| client.client_id == id && client.enabled)
    }

    /// The realm's fixed signing key.
    pub(crate) fn signing_key(&self) -> Result<SigningKey, RealmError> {
        let providers = self.components.get("org.keycloak.keys.KeyProvider");
        let rsa = providers
            .into_iter()
            .flatten()
            .find(|component| component.provider_id == "rsa");
        let config = |name| rsa.and_then(|key| key.config.get(name)?.first());
        match (config("privateKey"), config("certificate")) {
            (Some(key), Some(certificate)) => SigningKey::from_base64(key, certificate),
            _ => Err(RealmError::Key),
        }
    }

    /// The scopes of a token: the client's default ones, and the optional ones that it requested. `Err`
    /// with the requested scope if the client does not have one of them.
    pub(crate) fn grant(
        &self,
        client: &ClientSettings,
        asked: Option<&str>,
    ) -> Result<Vec<&ClientScope>, String> {
        let mut names: Vec<&str> = client
            .default_client_scopes
            .iter()
            .map(String::as_str)
            .collect();
        if let Some(asked) = asked {
            for name in asked.split(' ') {
                let known = |list: &[String]| list.iter().any(|scope| scope == name);
                if known(&client.default_client_scopes) {
                    continue;
                }
                if !known(&client.optional_client_scopes) {
                    return Err(asked.to_owned());
                }
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        Ok(self
            .client_scopes
            .iter()
            .filter(|scope| names.contains(&scope.name.as_str()))
            .collect())
    }
}

impl ClientScope {
    /// Whether the token's `scope` contains the name of this scope.
    pub(crate) fn in_token_scope(&self) -> bool {
        self.attributes
            .get("include.in.token.scope")
            .is_some_and(|value| value == "true")
    }
}
