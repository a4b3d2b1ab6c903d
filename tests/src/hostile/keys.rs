//! The keys of the table.

use anyhow::Context;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::{KeyPair, RsaKeyPair};
use base64::{Engine, prelude::BASE64_STANDARD};
use realm::MYORG_JSON;
use serde_json::{Value, json};

use super::draft::encode;
use crate::forge::published_key;

/// What `aws-lc-rs` does not make, or not the same twice: signatures by keys of odd sizes, and
/// those that are random by design (RSA-PSS, ECDSA). They are over the claims of a `Draft`.
const MADE_ELSEWHERE: &str = include_str!("made-elsewhere.json");

pub(super) struct Keys {
    /// The realm's key.
    pub(super) published: RsaKeyPair,
    pub(super) kid: String,
    /// The X.509 certificate of the realm's key, DER.
    certificate: Vec<u8>,
    /// A key of somebody who is not the issuer.
    pub(super) stranger: RsaKeyPair,
    made_elsewhere: Value,
}

impl Keys {
    pub(super) fn load() -> anyhow::Result<Self> {
        let published = published_key()?;
        let realm: Value = serde_json::from_str(MYORG_JSON)?;
        let certificate = "/components/org.keycloak.keys.KeyProvider/0/config/certificate/0";
        let made_elsewhere: Value = serde_json::from_str(MADE_ELSEWHERE)?;
        let stranger = bytes(&made_elsewhere, "/stranger/key")?;
        Ok(Self {
            kid: kid(&published),
            published,
            certificate: bytes(&realm, certificate)?,
            stranger: RsaKeyPair::from_pkcs8(&stranger).context("not PKCS#8")?,
            made_elsewhere,
        })
    }

    /// The realm's key as its JWK Set has it.
    pub(super) fn jwk(&self) -> Value {
        let certificate = BASE64_STANDARD.encode(&self.certificate);
        with(jwk(&self.published), json!({"x5c": [certificate]}))
    }

    /// A key of `made-elsewhere.json`, and a token that it signed.
    pub(super) fn made_elsewhere(&self, name: &str) -> (Value, String) {
        let member = |member| self.made_elsewhere.get(name).and_then(|it| it.get(member));
        let token = member("token").and_then(Value::as_str).unwrap_or_default();
        (member("jwk").cloned().unwrap_or_default(), token.to_owned())
    }

    /// The certificate of the stranger's key, base64 as in `x5c`.
    pub(super) fn strangers_certificate(&self) -> Value {
        let certificate = self.made_elsewhere.pointer("/stranger/certificate");
        certificate.cloned().unwrap_or_default()
    }

    /// The realm's modulus.
    pub(super) fn modulus(&self) -> &[u8] {
        let n = self.published.public_key().modulus();
        n.big_endian_without_leading_zero()
    }

    /// All that one can take the public key for, if one takes it for a shared secret.
    pub(super) fn spellings(&self) -> Vec<(&'static str, Vec<u8>)> {
        let pkcs1 = self.published.public_key().as_ref();
        let spki = spki(&self.published);
        let n = self.modulus();
        let pem = pem("PUBLIC KEY", &spki);
        let text = |text: &str| text.as_bytes().to_vec();
        vec![
            ("HS256 keyed with the SPKI as PEM", text(&pem)),
            (
                "HS256 keyed with the SPKI as PEM, no newline at the end",
                text(pem.trim_end()),
            ),
            (
                "HS256 keyed with the SPKI as PEM, CRLF",
                text(&pem.replace('\n', "\r\n")),
            ),
            (
                "HS256 keyed with the SPKI as base64",
                text(&BASE64_STANDARD.encode(&spki)),
            ),
            ("HS256 keyed with the SPKI as DER", spki),
            (
                "HS256 keyed with PKCS#1 as PEM",
                text(&self::pem("RSA PUBLIC KEY", pkcs1)),
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
                text(&self::pem("CERTIFICATE", &self.certificate)),
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

/// A key as a JWK, its `kid` made as Keycloak does.
pub(super) fn jwk(key: &RsaKeyPair) -> Value {
    let (n, e) = (key.public_key().modulus(), key.public_key().exponent());
    json!({
        "kid": kid(key), "kty": "RSA", "alg": "RS256", "use": "sig",
        "n": encode(n.big_endian_without_leading_zero()),
        "e": encode(e.big_endian_without_leading_zero()),
    })
}

/// The object with these members set.
pub(super) fn with(mut object: Value, changes: Value) -> Value {
    if let (Value::Object(members), Value::Object(changes)) = (&mut object, changes) {
        members.extend(changes);
    }
    object
}

pub(super) fn kid(key: &RsaKeyPair) -> String {
    encode(digest(&SHA256, &spki(key)))
}

/// SubjectPublicKeyInfo, DER.
fn spki(key: &RsaKeyPair) -> Vec<u8> {
    let der: Result<PublicKeyX509Der<'_>, _> = key.public_key().as_der();
    der.map(|der| der.as_ref().to_vec()).unwrap_or_default()
}

/// RFC 7468
fn pem(label: &str, der: &[u8]) -> String {
    let base64 = BASE64_STANDARD.encode(der);
    let lines = base64.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let lines = lines.collect::<Vec<_>>().join("\n");
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
}

fn bytes(json: &Value, path: &str) -> anyhow::Result<Vec<u8>> {
    let text = json.pointer(path).and_then(Value::as_str);
    Ok(BASE64_STANDARD.decode(text.with_context(|| format!("no {path}"))?)?)
}
