//! The part of Keycloak's realm file that the embedded server reads.

use std::collections::HashMap;

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use crate::RealmError;
use crate::assertion::rsa_jwk;
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
    /// The nonce that DPoP proofs must have. Keycloak has no such setting.
    #[serde(skip)]
    pub(crate) dpop_nonce: Option<String>,
    pub(crate) client_scopes: Vec<ClientScope>,
    pub(crate) clients: Vec<ClientSettings>,
    #[serde(default)]
    identity_providers: Vec<IdentityProvider>,
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
    /// A client with a key, or one that a platform vouches for, has none.
    pub(crate) secret: Option<SecretString>,
    #[serde(default)]
    client_authenticator_type: Option<String>,
    #[serde(default)]
    pub(crate) attributes: HashMap<String, String>,
    #[serde(default = "yes")]
    pub(crate) enabled: bool,
    #[serde(default)]
    pub(crate) service_accounts_enabled: bool,
    pub(crate) default_client_scopes: Vec<String>,
    pub(crate) optional_client_scopes: Vec<String>,
}

/// Another issuer, whose tokens are accepted as client assertions.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdentityProvider {
    alias: String,
    enabled: bool,
    config: HashMap<String, String>,
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

    /// The identity provider that has issued an assertion, if assertions of it are accepted.
    pub(crate) fn provider(&self, iss: &str) -> Option<&IdentityProvider> {
        self.identity_providers.iter().find(|provider| {
            provider.enabled
                && provider.is("supportsClientAssertions")
                && provider
                    .config
                    .get("issuer")
                    .is_some_and(|issuer| issuer == iss)
        })
    }

    /// The client that is the subject `sub` of that provider.
    pub(crate) fn federated_client(
        &self,
        provider: &IdentityProvider,
        sub: &str,
    ) -> Option<&ClientSettings> {
        self.clients.iter().find(|client| {
            client.enabled
                && client.is_federated()
                && client.attribute("jwt.credential.issuer") == Some(&provider.alias)
                && client.attribute("jwt.credential.sub") == Some(sub)
        })
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

impl ClientSettings {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether it authenticates by assertions that it signs.
    pub(crate) fn has_key(&self) -> bool {
        self.client_authenticator_type.as_deref() == Some("client-jwt")
    }

    /// Whether it authenticates by assertions that an identity provider signs.
    pub(crate) fn is_federated(&self) -> bool {
        self.client_authenticator_type.as_deref() == Some("federated-jwt")
    }

    /// Registers public keys for it, in place of what it authenticated by.
    pub(crate) fn set_keys(&mut self, jwks: &Value) {
        self.secret = None;
        self.client_authenticator_type = Some("client-jwt".to_owned());
        self.attributes.remove("token.endpoint.auth.signing.alg");
        self.attributes
            .insert("jwks.string".to_owned(), jwks.to_string());
    }

    /// Its registered public keys.
    pub(crate) fn keys(&self) -> Vec<Value> {
        let set = self.attribute("jwks.string").unwrap_or_default();
        let set: Value = serde_json::from_str(set).unwrap_or_default();
        set.get("keys")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    }
}

impl IdentityProvider {
    fn is(&self, name: &str) -> bool {
        self.config.get(name).is_some_and(|value| value == "true")
    }

    /// Whether an assertion may be used until it expires, as the token of a platform is.
    pub(crate) fn allows_reuse(&self) -> bool {
        self.is("supportsClientAssertionReuse")
    }

    /// How many seconds an assertion may be old.
    pub(crate) fn max_age(&self) -> u64 {
        let configured = self.config.get("fedClientAssertionMaxExp");
        configured.and_then(|text| text.parse().ok()).unwrap_or(300)
    }

    /// Its public key.
    pub(crate) fn keys(&self) -> Vec<Value> {
        let config = |name: &str| {
            self.config
                .get(name)
                .map(String::as_str)
                .unwrap_or_default()
        };
        let kid = config("publicKeySignatureVerifierKeyId");
        let key = rsa_jwk(kid, config("publicKeySignatureVerifier"));
        key.into_iter().collect()
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
