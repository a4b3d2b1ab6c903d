//! Keys that sign tokens, and their public halves as JWKs.

use aws_lc_rs::digest::{Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::RealmError;

/// An RSA key that signs with RS256 (RFC 7518 §3.3).
pub(crate) struct SigningKey {
    kid: String,
    pair: RsaKeyPair,
    certificate: Option<Vec<u8>>,
}

impl SigningKey {
    /// The key of the realm's file: PKCS#8 and its X.509 certificate, both DER in base64.
    pub(crate) fn from_base64(key: &str, certificate: &str) -> Result<Self, RealmError> {
        let decode = |text: &str| BASE64_STANDARD.decode(text).map_err(|_| RealmError::Key);
        let pair = RsaKeyPair::from_pkcs8(&decode(key)?).map_err(|_| RealmError::Key)?;
        Ok(Self::new(pair, Some(decode(certificate)?)))
    }

    /// A new key of 2048 bits. Keycloak would also make a certificate; the course does not use one, so
    /// this key has none.
    pub(crate) fn generate() -> Result<Self, RealmError> {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| RealmError::Key)?;
        Ok(Self::new(pair, None))
    }

    fn new(pair: RsaKeyPair, certificate: Option<Vec<u8>>) -> Self {
        Self {
            kid: kid(&pair),
            pair,
            certificate,
        }
    }

    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// The token for a payload. The header has Keycloak's odd spaces, so that the two are equal.
    pub(crate) fn sign(&self, payload: &Value) -> Result<String, RealmError> {
        let header = format!(r#"{{"alg":"RS256","typ" : "JWT","kid" : "{}"}}"#, self.kid);
        let mut token = BASE64_URL_SAFE_NO_PAD.encode(header);
        token.push('.');
        token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(payload.to_string()));
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                token.as_bytes(),
                &mut signature,
            )
            .map_err(|_| RealmError::Key)?;
        token.push('.');
        token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(signature));
        Ok(token)
    }

    /// Whether `signature` is this key's signature for `input`.
    pub(crate) fn signed(&self, input: &[u8], signature: &[u8]) -> bool {
        let algorithm = &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256;
        let public = self.pair.public_key().as_ref();
        let key = aws_lc_rs::signature::UnparsedPublicKey::new(algorithm, public);
        key.verify(input, signature).is_ok()
    }

    /// The public half, as it is published.
    pub(crate) fn jwk(&self) -> Value {
        jwk(&self.pair, self.certificate.as_deref())
    }
}

/// A key's public half as a JWK (RFC 7517 §4, RFC 7518 §6.3.1), with Keycloak's members in its order.
#[must_use]
pub fn jwk(pair: &RsaKeyPair, certificate: Option<&[u8]>) -> Value {
    let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
    let encode = |number: &[u8]| json!(BASE64_URL_SAFE_NO_PAD.encode(number));
    let mut jwk = Map::new();
    let mut member = |name: &str, value| jwk.insert(name.to_owned(), value);
    member("kid", json!(kid(pair)));
    member("kty", json!("RSA"));
    member("alg", json!("RS256"));
    member("use", json!("sig"));
    if let Some(der) = certificate {
        member("x5c", json!([BASE64_STANDARD.encode(der)]));
        member("x5t", json!(hash(&SHA1_FOR_LEGACY_USE_ONLY, der)));
        member("x5t#S256", json!(hash(&SHA256, der)));
    }
    member("n", encode(n.big_endian_without_leading_zero()));
    member("e", encode(e.big_endian_without_leading_zero()));
    Value::Object(jwk)
}

/// The name that Keycloak gives to a key: the hash of its SubjectPublicKeyInfo.
#[must_use]
pub fn kid(pair: &RsaKeyPair) -> String {
    hash(&SHA256, &spki(pair))
}

/// A key's public half as SubjectPublicKeyInfo, DER.
#[must_use]
pub fn spki(pair: &RsaKeyPair) -> Vec<u8> {
    let der: Result<PublicKeyX509Der<'_>, _> = pair.public_key().as_der();
    der.map(|der| der.as_ref().to_vec()).unwrap_or_default()
}

fn hash(algorithm: &'static Algorithm, bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(algorithm, bytes))
}
