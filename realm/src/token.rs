//! The realm's tokens: issuing, reading and revoking them.

use std::collections::HashMap;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use uuid::{Builder, Uuid};

use crate::RealmError;
use crate::key::SigningKey;
use crate::settings::{ClientScope, ClientSettings};

/// How many revoked tokens are stored. Each one is removed when it expires, so this limits how many
/// tokens can be revoked within the lifespan of a token.
const MAX_REVOKED: usize = 10_000;

/// The claims of a token that the realm has signed.
pub(crate) type Claims = Map<String, Value>;

/// The payload of a client's token, with Keycloak's members in Keycloak's order.
pub(crate) fn payload(
    issuer: &str,
    client: &ClientSettings,
    scopes: &[&ClientScope],
    lifespan: u64,
    jkt: Option<&str>,
) -> Value {
    let now = unix_now();
    let mut audience = Vec::new();
    let mut subject = None;
    let mut last = Map::new();
    for mapper in scopes.iter().flat_map(|scope| &scope.protocol_mappers) {
        let config = |name: &str| mapper.config.get(name).cloned().unwrap_or_default();
        match mapper.protocol_mapper.as_str() {
            "oidc-sub-mapper" => subject = Some(service_account(&client.client_id)),
            "oidc-audience-mapper" => audience.push(config("included.client.audience")),
            "oidc-usersessionmodel-note-mapper" => {
                last.insert(config("claim.name"), json!(client.client_id));
            }
            _ => {}
        }
    }
    let mut claims = Map::new();
    claims.insert("exp".into(), json!(now.saturating_add(lifespan)));
    claims.insert("iat".into(), json!(now));
    // Keycloak's prefix: transient session, client credentials.
    claims.insert("jti".into(), json!(format!("trrtcc:{}", Uuid::new_v4())));
    claims.insert("iss".into(), json!(issuer));
    match audience.as_slice() {
        [] => {}
        [one] => drop(claims.insert("aud".into(), json!(one))),
        several => drop(claims.insert("aud".into(), json!(several))),
    }
    if let Some(subject) = subject {
        claims.insert("sub".into(), json!(subject.to_string()));
    }
    claims.insert("typ".into(), json!(token_type(jkt)));
    claims.insert("azp".into(), json!(client.client_id));
    if let Some(jkt) = jkt {
        claims.insert("cnf".into(), json!({"jkt": jkt, "kc-jkt-type": "DPoP"}));
    }
    claims.insert("scope".into(), json!(scope_names(scopes)));
    claims.append(&mut last);
    Value::Object(claims)
}

/// `token_type` of a token that is bound to this key, or to none.
pub(crate) fn token_type(jkt: Option<&str>) -> &'static str {
    match jkt {
        Some(_) => "DPoP",
        None => "Bearer",
    }
}

/// `scope` of the token and of the token response: names, separated by spaces.
pub(crate) fn scope_names(scopes: &[&ClientScope]) -> String {
    let names = scopes.iter().filter(|scope| scope.in_token_scope());
    names
        .map(|scope| scope.name.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The service account's id. It is the same in every run.
fn service_account(client_id: &str) -> Uuid {
    let hash = digest(&SHA256, client_id.as_bytes());
    let bytes = hash.as_ref().first_chunk().copied().unwrap_or_default();
    Builder::from_random_bytes(bytes).into_uuid()
}

/// The state of the realm: its keys, the signing key first, and the revoked tokens.
pub(crate) struct Tokens {
    keys: Vec<SigningKey>,
    /// `jti` of each revoked token, and when it expires.
    revoked: HashMap<String, u64>,
}

impl Tokens {
    pub(crate) fn new(key: SigningKey) -> Self {
        Self {
            keys: vec![key],
            revoked: HashMap::new(),
        }
    }

    pub(crate) fn sign(&self, payload: &Value) -> Result<String, RealmError> {
        self.keys.first().ok_or(RealmError::Key)?.sign(payload)
    }

    pub(crate) fn jwks(&self) -> Value {
        json!({"keys": self.keys.iter().map(SigningKey::jwk).collect::<Vec<_>>()})
    }

    /// Signs with `key` from now on. The older keys stay, to verify the tokens that they signed.
    pub(crate) fn rotate(&mut self, key: SigningKey) {
        self.keys.insert(0, key);
    }

    /// Removes all keys but the signing key.
    pub(crate) fn drop_old_keys(&mut self) {
        self.keys.truncate(1);
    }

    /// The claims of a token that one of the realm's keys signed, expired or not.
    pub(crate) fn read(&self, token: &str) -> Option<Claims> {
        let (input, signature) = token.rsplit_once('.')?;
        let (header, payload) = input.split_once('.')?;
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
        let header: Claims = serde_json::from_slice(&decode(header)?).ok()?;
        let kid = header.get("kid")?.as_str()?;
        let key = self.keys.iter().find(|key| key.kid() == kid)?;
        if *header.get("alg")? != key.algorithm().to_string() {
            return None;
        }
        let signed = key.signed(input.as_bytes(), &decode(signature)?);
        signed
            .then(|| serde_json::from_slice(&decode(payload)?).ok())
            .flatten()
    }

    /// Whether a token is active: from this issuer, not expired and not revoked.
    pub(crate) fn is_active(&self, claims: &Claims, issuer: &str) -> bool {
        let now = unix_now();
        let time = |name: &str| claims.get(name).and_then(Value::as_u64);
        let revoked = self.revoked.contains_key(jti(claims));
        claims.get("iss").is_some_and(|iss| iss == issuer)
            && time("exp").is_some_and(|exp| now <= exp)
            && time("nbf").is_none_or(|nbf| nbf <= now)
            && !revoked
    }

    /// Stores that a token is revoked, until it expires. `false` if the store is full: to remove another
    /// token instead would make that one active again.
    pub(crate) fn revoke(&mut self, claims: &Claims) -> bool {
        let now = unix_now();
        self.revoked.retain(|_, exp| now < *exp);
        if self.revoked.len() >= MAX_REVOKED {
            return false;
        }
        let exp = claims
            .get("exp")
            .and_then(Value::as_u64)
            .unwrap_or(u64::MAX);
        self.revoked.insert(jti(claims).to_owned(), exp);
        true
    }
}

fn jti(claims: &Claims) -> &str {
    claims
        .get("jti")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

pub(crate) fn unix_now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}
