//! Keys that sign tokens, and their public halves as JWKs.

use std::fmt;

use aws_lc_rs::digest::{self, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::RealmError;

/// How the realm signs its tokens (RFC 7518 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA with PKCS #1 padding, the default.
    RS256,
    /// RSA with the PSS padding.
    PS256,
    /// ECDSA on the curve P-256.
    ES256,
    /// Ed25519 (RFC 8037 §3.1).
    EdDSA,
}

/// A key that signs with one algorithm.
pub(crate) struct SigningKey {
    kid: String,
    algorithm: Algorithm,
    pair: Pair,
    certificate: Option<Vec<u8>>,
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// The key of the realm's file: PKCS#8 and its X.509 certificate, both DER in base64.
    pub(crate) fn from_base64(key: &str, certificate: &str) -> Result<Self, RealmError> {
        let decode = |text: &str| BASE64_STANDARD.decode(text).map_err(|_| RealmError::Key);
        let pair = RsaKeyPair::from_pkcs8(&decode(key)?).map_err(|_| RealmError::Key)?;
        let certificate = Some(decode(certificate)?);
        Ok(Self::new(Algorithm::RS256, Pair::Rsa(pair), certificate))
    }

    /// A new key: RSA with 2048 bits, or on the algorithm's curve. Keycloak would also make a certificate;
    /// the course does not use one, so this key has none.
    pub(crate) fn generate(algorithm: Algorithm) -> Result<Self, RealmError> {
        let pair = match algorithm {
            Algorithm::RS256 | Algorithm::PS256 => {
                RsaKeyPair::generate(KeySize::Rsa2048).map(Pair::Rsa)
            }
            Algorithm::ES256 => {
                EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Pair::P256)
            }
            Algorithm::EdDSA => Ed25519KeyPair::generate().map(Pair::Ed25519),
        };
        let pair = pair.map_err(|_| RealmError::Key)?;
        Ok(Self::new(algorithm, pair, None))
    }

    fn new(algorithm: Algorithm, pair: Pair, certificate: Option<Vec<u8>>) -> Self {
        Self {
            kid: hash(&SHA256, &pair.spki()),
            algorithm,
            pair,
            certificate,
        }
    }

    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The token for a payload. The header has Keycloak's odd spaces, so that the two are equal.
    pub(crate) fn sign(&self, payload: &Value) -> Result<String, RealmError> {
        let Self { kid, algorithm, .. } = self;
        let header = format!(r#"{{"alg":"{algorithm}","typ" : "JWT","kid" : "{kid}"}}"#);
        let mut token = BASE64_URL_SAFE_NO_PAD.encode(header);
        token.push('.');
        token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(payload.to_string()));
        let signature = self.signature(token.as_bytes())?;
        token.push('.');
        token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(signature));
        Ok(token)
    }

    fn signature(&self, input: &[u8]) -> Result<Vec<u8>, RealmError> {
        let random = &SystemRandom::new();
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let encoding = match self.algorithm {
                    Algorithm::PS256 => &RSA_PSS_SHA256,
                    _ => &RSA_PKCS1_SHA256,
                };
                pair.sign(encoding, random, input, &mut signature)
                    .map(|()| signature)
            }
            Pair::P256(pair) => pair.sign(random, input).map(|it| it.as_ref().to_vec()),
            Pair::Ed25519(pair) => Ok(pair.sign(input).as_ref().to_vec()),
        };
        signature.map_err(|_| RealmError::Key)
    }

    /// Whether `signature` is this key's signature for `input`.
    pub(crate) fn signed(&self, input: &[u8], signature: &[u8]) -> bool {
        use aws_lc_rs::signature::{
            ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
            VerificationAlgorithm,
        };
        let algorithm: &dyn VerificationAlgorithm = match self.algorithm {
            Algorithm::RS256 => &RSA_PKCS1_2048_8192_SHA256,
            Algorithm::PS256 => &RSA_PSS_2048_8192_SHA256,
            Algorithm::ES256 => &ECDSA_P256_SHA256_FIXED,
            Algorithm::EdDSA => &ED25519,
        };
        let key = UnparsedPublicKey::new(algorithm, self.pair.public_key());
        key.verify(input, signature).is_ok()
    }

    /// The public half, as it is published.
    pub(crate) fn jwk(&self) -> Value {
        let encode = |bytes: &[u8]| json!(BASE64_URL_SAFE_NO_PAD.encode(bytes));
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => {
                return jwk_of_rsa(pair, self.algorithm, self.certificate.as_deref());
            }
            Pair::P256(_) => common_members(&self.kid, "EC", self.algorithm),
            Pair::Ed25519(_) => common_members(&self.kid, "OKP", self.algorithm),
        };
        let point = self.pair.public_key();
        match &self.pair {
            // Uncompressed: a byte that says so, x, y. SEC 1 §2.3.3
            Pair::P256(_) => {
                let (x, y) = point
                    .get(1..)
                    .unwrap_or_default()
                    .split_at_checked(32)
                    .unwrap_or_default();
                jwk.extend([
                    ("crv".to_owned(), json!("P-256")),
                    ("x".to_owned(), encode(x)),
                    ("y".to_owned(), encode(y)),
                ]);
            }
            _ => jwk.extend([
                ("crv".to_owned(), json!("Ed25519")),
                ("x".to_owned(), encode(point)),
            ]),
        }
        Value::Object(jwk)
    }
}

impl Pair {
    fn public_key(&self) -> &[u8] {
        match self {
            Self::Rsa(pair) => pair.public_key().as_ref(),
            Self::P256(pair) => pair.public_key().as_ref(),
            Self::Ed25519(pair) => pair.public_key().as_ref(),
        }
    }

    /// SubjectPublicKeyInfo, DER.
    fn spki(&self) -> Vec<u8> {
        let der: Result<PublicKeyX509Der<'_>, _> = match self {
            Self::Rsa(pair) => return spki(pair),
            Self::P256(pair) => pair.public_key().as_der(),
            Self::Ed25519(pair) => pair.public_key().as_der(),
        };
        der.map(|der| der.as_ref().to_vec()).unwrap_or_default()
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

/// The public half of an RSA key for RS256 as a JWK (RFC 7517 §4, RFC 7518 §6.3.1), with Keycloak's
/// members in its order.
#[must_use]
pub fn jwk(pair: &RsaKeyPair, certificate: Option<&[u8]>) -> Value {
    jwk_of_rsa(pair, Algorithm::RS256, certificate)
}

fn jwk_of_rsa(pair: &RsaKeyPair, algorithm: Algorithm, certificate: Option<&[u8]>) -> Value {
    let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
    let encode = |number: &[u8]| json!(BASE64_URL_SAFE_NO_PAD.encode(number));
    let mut jwk = common_members(&kid(pair), "RSA", algorithm);
    let mut member = |name: &str, value| jwk.insert(name.to_owned(), value);
    if let Some(der) = certificate {
        member("x5c", json!([BASE64_STANDARD.encode(der)]));
        member("x5t", json!(hash(&SHA1_FOR_LEGACY_USE_ONLY, der)));
        member("x5t#S256", json!(hash(&SHA256, der)));
    }
    member("n", encode(n.big_endian_without_leading_zero()));
    member("e", encode(e.big_endian_without_leading_zero()));
    Value::Object(jwk)
}

fn common_members(kid: &str, kty: &str, algorithm: Algorithm) -> Map<String, Value> {
    let mut jwk = Map::new();
    let mut member = |name: &str, value| jwk.insert(name.to_owned(), value);
    member("kid", json!(kid));
    member("kty", json!(kty));
    member("alg", json!(algorithm.to_string()));
    member("use", json!("sig"));
    jwk
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

fn hash(algorithm: &'static digest::Algorithm, bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(algorithm, bytes))
}
