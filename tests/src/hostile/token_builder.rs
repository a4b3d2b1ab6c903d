//! A token in the making.

use aws_lc_rs::signature::RsaKeyPair;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::{AUDIENCE, Case, ISSUER, Keys, NOW, Outcome, SCOPE};
use crate::forge::{self, rs256};

/// A good token of the realm, until something about it is changed.
#[derive(Clone)]
pub(super) struct TokenBuilder<'a> {
    keys: &'a Keys,
    header: Map<String, Value>,
    payload: Map<String, Value>,
    header_segment: Option<String>,
    payload_segment: Option<String>,
}

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

impl<'a> TokenBuilder<'a> {
    pub(super) fn new(keys: &'a Keys) -> Self {
        let header = json!({"alg": "RS256", "typ": "JWT", "kid": keys.kid});
        let payload = json!({
            "exp": NOW + 300, "iat": NOW, "jti": "trrtcc:1", "iss": ISSUER, "aud": AUDIENCE,
            "sub": "service-account", "typ": "Bearer", "azp": "test_api_client", "scope": SCOPE,
            "client_id": "test_api_client",
        });
        Self {
            keys,
            header: members(header),
            payload: members(payload),
            header_segment: None,
            payload_segment: None,
        }
    }

    /// With these members of the header.
    pub(super) fn header(mut self, changes: Value) -> Self {
        self.header.extend(members(changes));
        self
    }

    /// Without this member of the header.
    pub(super) fn header_without(mut self, name: &str) -> Self {
        self.header.shift_remove(name);
        self
    }

    /// With these bytes in place of the header's JSON.
    pub(super) fn header_bytes(self, bytes: impl AsRef<[u8]>) -> Self {
        self.header_segment(encode(bytes))
    }

    /// With this text in place of the header.
    pub(super) fn header_segment(mut self, text: impl Into<String>) -> Self {
        self.header_segment = Some(text.into());
        self
    }

    /// With these claims.
    pub(super) fn claims(mut self, changes: Value) -> Self {
        self.payload.extend(members(changes));
        self
    }

    /// Without this claim.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.payload.shift_remove(name);
        self
    }

    /// With these bytes in place of the claims' JSON.
    pub(super) fn payload_bytes(self, bytes: impl AsRef<[u8]>) -> Self {
        self.payload_segment(encode(bytes))
    }

    /// With this text in place of the payload.
    pub(super) fn payload_segment(mut self, text: impl Into<String>) -> Self {
        self.payload_segment = Some(text.into());
        self
    }

    pub(super) fn header_json(&self) -> String {
        json!(self.header).to_string()
    }

    pub(super) fn payload_json(&self) -> String {
        json!(self.payload).to_string()
    }

    /// The token, signed by the realm's key.
    pub(super) fn signed(&self) -> String {
        self.signed_by(&self.keys.published)
    }

    /// The token, signed by that key.
    pub(super) fn signed_by(&self, key: &RsaKeyPair) -> String {
        self.sign(|input| rs256(key, input))
    }

    /// The token with an empty third segment.
    pub(super) fn unsigned(&self) -> String {
        self.sign(|_| Vec::new())
    }

    /// The token, signed by `sign`.
    pub(super) fn sign(&self, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
        let (header, payload) = self.segments();
        forge::token_of(&header, &payload, sign)
    }

    /// The first two segments.
    pub(super) fn segments(&self) -> (String, String) {
        let or = |segment: &Option<String>, json: String| {
            segment.clone().unwrap_or_else(|| encode(json))
        };
        let header = or(&self.header_segment, self.header_json());
        let payload = or(&self.payload_segment, self.payload_json());
        (header, payload)
    }
}

impl Keys {
    /// A good token of the realm, to be changed.
    pub(super) fn token(&self) -> TokenBuilder<'_> {
        TokenBuilder::new(self)
    }

    /// A token that must be accepted.
    pub(super) fn accepted(&self, name: &'static str, rfc: &'static str, token: String) -> Case {
        self.case(name, rfc, token, Outcome::Accepted)
    }

    /// A token that must be refused, and the reason.
    pub(super) fn refused(
        &self,
        name: &'static str,
        rfc: &'static str,
        token: String,
        reason: impl Into<String>,
    ) -> Case {
        self.case(name, rfc, token, Outcome::InvalidToken(reason.into()))
    }

    /// What no token looks like, and the reason of a verifier that gets it.
    pub(super) fn malformed(
        &self,
        name: &'static str,
        rfc: &'static str,
        token: String,
        reason: impl Into<String>,
    ) -> Case {
        self.case(name, rfc, token, Outcome::InvalidRequest(reason.into()))
    }

    /// A good token without the scope.
    pub(super) fn unscoped(&self, name: &'static str, rfc: &'static str, token: String) -> Case {
        self.case(name, rfc, token, Outcome::InsufficientScope)
    }

    fn case(
        &self,
        name: &'static str,
        rfc: &'static str,
        token: String,
        expected: Outcome,
    ) -> Case {
        let jwks = json!({"keys": [self.jwk()]});
        Case {
            name,
            rfc,
            algorithms: "RS256",
            jwks,
            now: NOW,
            token,
            expected,
        }
    }
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
