//! The client's key pair: the private half signs, the public half is registered at the server.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use crate::KeyError;

/// How a client signs (RFC 7518 §3.1, RFC 8037). None is symmetric: the server must not be able to sign.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256: short keys, and every server has it.
    #[default]
    Es256,
    /// Ed25519: the fastest, not known to every server.
    EdDsa,
    /// RSA with PSS padding.
    Ps256,
    /// RSA as of 1998, for servers that know nothing else.
    Rs256,
}

/// A client's key pair, and the algorithm that it is used with. One key has one algorithm (RFC 8725
/// §3.2).
///
/// `{:?}` shows its algorithm and its name, and nothing else.
pub struct ClientKey {
    algorithm: Algorithm,
    pub(crate) pair: Pair,
}

pub(crate) enum Pair {
    Ec(EcdsaKeyPair),
    Ed(Ed25519KeyPair),
    Rsa(RsaKeyPair),
}

impl ClientKey {
    /// A new key pair; RSA keys have 2048 bits.
    ///
    /// # Errors
    /// [`KeyError::Crypto`] if the machine has no randomness.
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let pair = match algorithm {
            Algorithm::Es256 => Pair::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?),
            Algorithm::EdDsa => Pair::Ed(Ed25519KeyPair::generate()?),
            Algorithm::Ps256 | Algorithm::Rs256 => {
                Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048)?)
            }
        };
        Ok(Self { algorithm, pair })
    }

    pub(crate) fn from_ec(pair: EcdsaKeyPair) -> Self {
        Self {
            algorithm: Algorithm::Es256,
            pair: Pair::Ec(pair),
        }
    }

    pub(crate) fn from_ed(pair: Ed25519KeyPair) -> Self {
        Self {
            algorithm: Algorithm::EdDsa,
            pair: Pair::Ed(pair),
        }
    }

    pub(crate) fn from_rsa(pair: RsaKeyPair) -> Self {
        Self {
            algorithm: Algorithm::Ps256,
            pair: Pair::Rsa(pair),
        }
    }

    /// The same key with another algorithm, of which only RSA has two.
    ///
    /// # Errors
    /// [`KeyError::Algorithm`] if the key is not made for it.
    pub fn with_algorithm(mut self, algorithm: Algorithm) -> Result<Self, KeyError> {
        let rsa = matches!(algorithm, Algorithm::Ps256 | Algorithm::Rs256);
        if algorithm != self.algorithm && !(rsa && matches!(self.pair, Pair::Rsa(_))) {
            return Err(KeyError::Algorithm {
                key: self.algorithm,
                asked: algorithm,
            });
        }
        self.algorithm = algorithm;
        Ok(self)
    }

    /// The algorithm that it signs with.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The members of the public half that make it this key, in the order of their names.
    ///
    /// RFC 7638 §3.2, RFC 8037 §2
    #[must_use]
    pub fn required_members(&self) -> Value {
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        match &self.pair {
            Pair::Ec(pair) => {
                // An uncompressed point: 4, x, y.
                let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
                let (x, y) = point.split_at(point.len() / 2);
                json!({"crv": "P-256", "kty": "EC", "x": encode(x), "y": encode(y)})
            }
            Pair::Ed(pair) => {
                json!({"crv": "Ed25519", "kty": "OKP", "x": encode(pair.public_key().as_ref())})
            }
            Pair::Rsa(pair) => {
                let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
                let (n, e) = (
                    n.big_endian_without_leading_zero(),
                    e.big_endian_without_leading_zero(),
                );
                json!({"e": encode(e), "kty": "RSA", "n": encode(n)})
            }
        }
    }

    /// The hash of the public half, which every implementation computes in the same way. It is this key's
    /// `kid`, and DPoP's `jkt` (step 07).
    ///
    /// RFC 7638 §3
    #[must_use]
    pub fn thumbprint(&self) -> String {
        hash(&self.required_members().to_string())
    }

    /// The public half as a JWK, to be registered. With `use` and `kid`, because servers choose keys by
    /// them (Keycloak ignores a key without `use`).
    ///
    /// RFC 7517 §4
    #[must_use]
    pub fn public_jwk(&self) -> Value {
        let mut jwk = self.required_members();
        if let Value::Object(members) = &mut jwk {
            members.insert("use".to_owned(), json!("sig"));
            members.insert("alg".to_owned(), json!(self.algorithm.to_string()));
            members.insert("kid".to_owned(), json!(self.thumbprint()));
        }
        jwk
    }

    /// Signs claims: a JWS in compact serialization. `header` is what comes beside `alg`.
    ///
    /// # Errors
    /// [`KeyError::Crypto`]
    ///
    /// RFC 7515 §5.1, §7.1
    pub fn sign(
        &self,
        header: impl IntoIterator<Item = (&'static str, Value)>,
        claims: &Value,
    ) -> Result<SecretString, KeyError> {
        let mut members = Map::new();
        members.insert("alg".to_owned(), json!(self.algorithm.to_string()));
        members.extend(
            header
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        let mut token = BASE64_URL_SAFE_NO_PAD.encode(Value::Object(members).to_string());
        token.push('.');
        token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
        let signature = self.signature(token.as_bytes())?;
        token.push('.');
        token.push_str(&BASE64_URL_SAFE_NO_PAD.encode(signature));
        Ok(token.into())
    }

    fn signature(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Ec(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Pair::Ed(pair) => Ok(pair.try_sign(message)?.as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let padding: &dyn RsaEncoding = match self.algorithm {
                    Algorithm::Rs256 => &RSA_PKCS1_SHA256,
                    _ => &RSA_PSS_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, message, &mut signature)?;
                Ok(signature)
            }
        }
    }
}

/// The thumbprint of a JWK. `None` if a member that makes it this key is absent, or it is of
/// another kind than those here.
///
/// RFC 7638 §3, RFC 8037 §2
#[must_use]
pub fn thumbprint(jwk: &Map<String, Value>) -> Option<String> {
    let names: &[&str] = match jwk.get("kty")?.as_str()? {
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        "RSA" => &["e", "kty", "n"],
        _ => return None,
    };
    let members = names
        .iter()
        .map(|name| Some((*name, jwk.get(*name)?.as_str()?)));
    let members: BTreeMap<_, _> = members.collect::<Option<_>>()?;
    Some(hash(&serde_json::to_string(&members).ok()?))
}

/// `json` has the required members, in the order of their names and without white space.
fn hash(json: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, json.as_bytes()))
}

/// The public halves of several keys as a JWK Set: what a client registers or serves. During a rotation
/// it has two.
///
/// RFC 7517 §5
pub fn public_jwks<'a>(keys: impl IntoIterator<Item = &'a ClientKey>) -> Value {
    json!({"keys": keys.into_iter().map(ClientKey::public_jwk).collect::<Vec<_>>()})
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientKey({}, {})", self.algorithm, self.thumbprint())
    }
}

impl fmt::Display for Algorithm {
    /// The value of `alg`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        })
    }
}

impl FromStr for Algorithm {
    type Err = KeyError;

    fn from_str(name: &str) -> Result<Self, KeyError> {
        match name {
            "ES256" => Ok(Self::Es256),
            "EdDSA" => Ok(Self::EdDsa),
            "PS256" => Ok(Self::Ps256),
            "RS256" => Ok(Self::Rs256),
            _ => Err(KeyError::UnknownAlgorithm(fetch_token::printable(name))),
        }
    }
}
