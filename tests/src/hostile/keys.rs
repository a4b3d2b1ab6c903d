//! The keys of the table.

use anyhow::Context;
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use base64::{Engine, prelude::BASE64_STANDARD};
use realm::MYORG_JSON;
use serde_json::{Value, json};

use super::token_builder::encode;
pub(super) use crate::forge::{jwk, kid};
use crate::forge::{pem, published_key, spki, strangers_certificate, strangers_key};

/// What `aws-lc-rs` does not make, or not the same twice: signatures by keys of odd sizes, and
/// those that are random by design (RSA-PSS, ECDSA). They are over the claims of a `TokenBuilder`.
const MADE_ELSEWHERE: &str = include_str!("made-elsewhere.json");

pub(super) struct Keys {
    /// The realm's key.
    pub(super) published: RsaKeyPair,
    pub(super) kid: String,
    /// The X.509 certificate of the realm's key, DER.
    certificate: Vec<u8>,
    /// A key that is not the issuer's.
    pub(super) stranger: RsaKeyPair,
    strangers_certificate: String,
    made_elsewhere: Value,
}

impl Keys {
    pub(super) fn load() -> anyhow::Result<Self> {
        let published = published_key()?;
        let realm: Value = serde_json::from_str(MYORG_JSON)?;
        let certificate = "/components/org.keycloak.keys.KeyProvider/0/config/certificate/0";
        let made_elsewhere: Value = serde_json::from_str(MADE_ELSEWHERE)?;
        Ok(Self {
            kid: kid(&published),
            published,
            certificate: bytes(&realm, certificate)?,
            stranger: strangers_key()?,
            strangers_certificate: strangers_certificate()?,
            made_elsewhere,
        })
    }

    /// The realm's key as its JWK Set has it.
    pub(super) fn jwk(&self) -> Value {
        realm::jwk(&self.published, Some(&self.certificate))
    }

    /// A key of `made-elsewhere.json`, and a token that it signed.
    pub(super) fn made_elsewhere(&self, name: &str) -> (Value, String) {
        let member = |member| self.made_elsewhere.get(name).and_then(|it| it.get(member));
        let token = member("token").and_then(Value::as_str).unwrap_or_default();
        (member("jwk").cloned().unwrap_or_default(), token.to_owned())
    }

    /// The certificate of the stranger's key, base64 as in `x5c`.
    pub(super) fn strangers_certificate(&self) -> Value {
        json!(self.strangers_certificate)
    }

    /// The realm's modulus.
    pub(super) fn modulus(&self) -> &[u8] {
        let n = self.published.public_key().modulus();
        n.big_endian_without_leading_zero()
    }

    /// Every form in which a verifier could take the public key for a shared secret.
    pub(super) fn spellings(&self) -> Vec<(&'static str, Vec<u8>)> {
        let pkcs1 = self.published.public_key().as_ref();
        let spki = spki(&self.published);
        let n = self.modulus();
        let spki_pem = pem("PUBLIC KEY", &spki);
        let text = |text: &str| text.as_bytes().to_vec();
        vec![
            ("HS256 keyed with the SPKI as PEM", text(&spki_pem)),
            (
                "HS256 keyed with the SPKI as PEM, no newline at the end",
                text(spki_pem.trim_end()),
            ),
            (
                "HS256 keyed with the SPKI as PEM, CRLF",
                text(&spki_pem.replace('\n', "\r\n")),
            ),
            (
                "HS256 keyed with the SPKI as base64",
                text(&BASE64_STANDARD.encode(&spki)),
            ),
            ("HS256 keyed with the SPKI as DER", spki),
            (
                "HS256 keyed with PKCS#1 as PEM",
                text(&pem("RSA PUBLIC KEY", pkcs1)),
            ),
            ("HS256 keyed with PKCS#1 as DER", pkcs1.to_vec()),
            ("HS256 keyed with n", n.to_vec()),
            ("HS256 keyed with n as base64url", text(&encode(n))),
            ("HS256 keyed with the JWK", text(&self.jwk().to_string())),
            (
                "HS256 keyed with the JWK Set",
                text(&json!({"keys": [self.jwk()]}).to_string()),
            ),
            (
                "HS256 keyed with the certificate as DER",
                self.certificate.clone(),
            ),
            (
                "HS256 keyed with the certificate as PEM",
                text(&pem("CERTIFICATE", &self.certificate)),
            ),
            (
                "HS256 keyed with the certificate as x5c has it",
                text(&BASE64_STANDARD.encode(&self.certificate)),
            ),
            ("HS256 keyed with the kid", text(&self.kid)),
            ("HS256 keyed with nothing", Vec::new()),
        ]
    }
}

/// The object with these members set.
pub(super) fn with(mut object: Value, changes: Value) -> Value {
    if let (Value::Object(members), Value::Object(changes)) = (&mut object, changes) {
        members.extend(changes);
    }
    object
}

fn bytes(json: &Value, path: &str) -> anyhow::Result<Vec<u8>> {
    let text = json.pointer(path).and_then(Value::as_str);
    Ok(BASE64_STANDARD.decode(text.with_context(|| format!("no {path}"))?)?)
}
