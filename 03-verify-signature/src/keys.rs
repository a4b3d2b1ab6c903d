//! The issuer's public keys, and which of them may verify a token (RFC 7517).

use std::fmt;

use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::VerifyError;
use crate::header::Header;
use crate::production::on_a_curve;

/// The smallest modulus that is accepted, in bits. RFC 7518 §3.3
const MIN_BITS: usize = 2048;
/// The largest: verification time grows with the square of the size, and aws-lc accepts no larger one.
const MAX_BITS: usize = 8192;
/// How many keys of a set are kept. An issuer has two or three.
const MAX_KEYS: usize = 100;

/// A JWK Set: the issuer's public keys (RFC 7517 §5).
///
/// Each key is parsed once, here, and not for each token. A key that cannot verify a token is kept with
/// the reason, for the log. One bad key does not affect the others: issuers publish keys for encryption,
/// and new kinds of keys, in the same set.
///
/// Two sets are equal if they contain the same keys, in any order.
#[derive(Default, PartialEq)]
pub struct KeySet {
    keys: Vec<Key>,
    left_out: usize,
}

struct Key {
    kid: Option<String>,
    jwk: Value,
    /// One for each algorithm that the key may verify.
    parsed: Result<Vec<(Algorithm, ParsedPublicKey)>, KeyDefect>,
}

// By its JWK, because aws-lc's key does not implement equality.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.jwk == other.jwk
    }
}

/// Why a key of the set must not verify tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyDefect {
    /// `kty` is not that of a public key (RFC 7517 §4.1). Never use a symmetric key from a public set
    /// (algorithm confusion, RFC 8725 §2.1).
    #[error("its kty is not RSA, EC or OKP")]
    Kty,
    /// `use` is present and not `sig` (RFC 7517 §4.2).
    #[error("its use is not sig")]
    Use,
    /// `key_ops` is present without `verify` (RFC 7517 §4.3).
    #[error("its key_ops lack verify")]
    KeyOps,
    /// `n` or `e` are absent, or not base64url of a number without leading zeros (RFC 7518 §2,
    /// Base64urlUInt).
    #[error("its n or e is absent or not a Base64urlUInt")]
    Numbers,
    /// The modulus is shorter than 2048 bits (RFC 7518 §3.3).
    #[error("it has fewer than {MIN_BITS} bits")]
    TooSmall,
    /// The modulus is longer than 8192 bits.
    #[error("it has more than {MAX_BITS} bits")]
    TooLarge,
    /// `e` is not an RSA public exponent, or needlessly large (RFC 8017 §3.1).
    #[error("its e is not an odd number from 3 to 2^32")]
    Exponent,
    /// `crv` is not that of an algorithm here (RFC 7518 §6.2.1.1, RFC 8037 §2).
    #[error("its crv is not P-256, P-384 or Ed25519")]
    Curve,
    /// `x` or `y` are absent, too short or too long for the curve, or not a point on it (RFC 7518
    /// §6.2.1.2).
    #[error("its x and y are not a point of its crv")]
    Point,
    /// `alg` is present and not the token's (RFC 7517 §4.4), or the key is of another kind than the
    /// token's `alg`.
    #[error("it is not for the token's alg")]
    Algorithm,
    /// A member is of a wrong type.
    #[error("it is not a JWK")]
    NotAJwk,
}

/// A JSON Web Key, the members that matter here (RFC 7517 §4, RFC 7518 §6).
#[derive(Deserialize)]
pub(crate) struct Jwk {
    pub(crate) kty: String,
    #[serde(rename = "use")]
    public_key_use: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    n: Option<String>,
    e: Option<String>,
    // Of any type, because an RSA key may have members of these names that mean something else.
    pub(crate) crv: Option<Value>,
    pub(crate) x: Option<Value>,
    pub(crate) y: Option<Value>,
}

impl KeySet {
    /// Parses a JWK Set.
    ///
    /// # Errors
    /// serde's, if it is not a JSON object with an array `keys`.
    pub fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct JwkSet {
            keys: Vec<Value>,
        }
        let set: JwkSet = serde_json::from_slice(json)?;
        let mut keys: Vec<_> = set.keys.into_iter().map(Key::from_jwk).collect();
        // Usable keys first, so that others cannot take their places.
        keys.sort_by_key(|key| key.parsed.is_err());
        let left_out = keys.len().saturating_sub(MAX_KEYS);
        keys.truncate(MAX_KEYS);
        keys.sort_by(|key, other| key.kid.cmp(&other.kid));
        Ok(Self { keys, left_out })
    }

    /// Whether at least one key can verify tokens.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.keys.iter().any(|key| key.parsed.is_ok())
    }

    /// How many keys were left out because there were more than 100. Usable ones are left out last.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Verifies the signature with the keys that have the header's `kid` and fit its `alg`. A `kid`
    /// should be unique, but need not be (RFC 7517 §4.5). Without a `kid`, there must be one key that
    /// fits: trying all of them would let the sender choose.
    ///
    /// RFC 7515 §5.2
    pub(crate) fn verify(
        &self,
        header: &Header,
        signing_input: &str,
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        let kid = header.kid.as_ref();
        let named = || {
            self.keys
                .iter()
                .filter(move |key| kid.is_none() || kid == key.kid.as_ref())
        };
        let mut fitting = named().filter_map(|key| key.parsed_for(header.algorithm));
        match (kid, fitting.clone().count()) {
            (None, 1) | (Some(_), 1..) => {}
            (None, fitting) => return Err(VerifyError::NoKeyId { fitting }),
            (Some(kid), _) => {
                let kid = kid.clone();
                return Err(match named().next() {
                    None => VerifyError::UnknownKey { kid },
                    Some(key) => VerifyError::KeyUnusable {
                        kid,
                        defect: key
                            .parsed
                            .as_ref()
                            .err()
                            .copied()
                            .unwrap_or(KeyDefect::Algorithm),
                    },
                });
            }
        }
        match fitting.any(|key| key.verify_sig(signing_input.as_bytes(), signature).is_ok()) {
            true => Ok(()),
            false => Err(VerifyError::Signature),
        }
    }
}

impl Key {
    fn from_jwk(jwk: Value) -> Self {
        let parse = |jwk: &Value| {
            Jwk::deserialize(jwk)
                .map_err(|_| KeyDefect::NotAJwk)?
                .parse()
        };
        Self {
            kid: jwk.get("kid").and_then(Value::as_str).map(str::to_owned),
            parsed: parse(&jwk),
            jwk,
        }
    }

    fn parsed_for(&self, algorithm: Algorithm) -> Option<&ParsedPublicKey> {
        let mut parsed = self.parsed.as_ref().ok()?.iter();
        parsed
            .find(|(fits, _)| *fits == algorithm)
            .map(|(_, key)| key)
    }
}

impl Jwk {
    pub(crate) fn parse(&self) -> Result<Vec<(Algorithm, ParsedPublicKey)>, KeyDefect> {
        if self
            .public_key_use
            .as_ref()
            .is_some_and(|value| value != "sig")
        {
            return Err(KeyDefect::Use);
        }
        let verifies =
            |operations: &Vec<String>| operations.iter().any(|operation| operation == "verify");
        if !self.key_ops.as_ref().is_none_or(verifies) {
            return Err(KeyDefect::KeyOps);
        }
        let mut keys = match self.kty.as_str() {
            "RSA" => self.rsa()?,
            "EC" | "OKP" => vec![on_a_curve(self)?],
            _ => return Err(KeyDefect::Kty),
        };
        if let Some(alg) = &self.alg {
            keys.retain(|(algorithm, _)| alg.parse() == Ok(*algorithm));
        }
        match keys.is_empty() {
            true => Err(KeyDefect::Algorithm),
            false => Ok(keys),
        }
    }

    /// An RSA key may verify any of six algorithms, unless its `alg` names one. RFC 7518 §3.3, §3.5
    fn rsa(&self) -> Result<Vec<(Algorithm, ParsedPublicKey)>, KeyDefect> {
        let number = |text: &Option<String>| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.as_ref()?).ok()?;
            bytes
                .first()
                .is_some_and(|&byte| byte != 0)
                .then_some(bytes)
        };
        let (Some(n), Some(e)) = (number(&self.n), number(&self.e)) else {
            return Err(KeyDefect::Numbers);
        };
        if bits(&n) < MIN_BITS {
            return Err(KeyDefect::TooSmall);
        }
        if bits(&n) > MAX_BITS {
            return Err(KeyDefect::TooLarge);
        }
        if !is_exponent(&e) {
            return Err(KeyDefect::Exponent);
        }
        let components = RsaPublicKeyComponents { n: &n, e: &e };
        let parse = |(algorithm, parameters)| {
            let parsed = components.to_parsed_public_key(parameters);
            Ok((algorithm, parsed.map_err(|_| KeyDefect::Numbers)?))
        };
        let algorithms: [(Algorithm, &'static RsaParameters); 6] = [
            (Algorithm::RS256, &RSA_PKCS1_2048_8192_SHA256),
            (Algorithm::RS384, &RSA_PKCS1_2048_8192_SHA384),
            (Algorithm::RS512, &RSA_PKCS1_2048_8192_SHA512),
            (Algorithm::PS256, &RSA_PSS_2048_8192_SHA256),
            (Algorithm::PS384, &RSA_PSS_2048_8192_SHA384),
            (Algorithm::PS512, &RSA_PSS_2048_8192_SHA512),
        ];
        algorithms.into_iter().map(parse).collect()
    }
}

/// The length of a big-endian number without leading zeros.
fn bits(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |byte| byte.leading_zeros());
    number
        .len()
        .saturating_mul(8)
        .saturating_sub(leading as usize)
}

/// Odd and at least 3: with 1, a signature is the padded hash itself, which anyone can compute.
/// RFC 8017 §3.1
fn is_exponent(number: &[u8]) -> bool {
    let value = number.iter().try_fold(0_u32, |value, &byte| {
        value.checked_mul(256)?.checked_add(u32::from(byte))
    });
    value.is_some_and(|value| value >= 3 && value % 2 == 1)
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entry = |key: &Key| {
            let kid = key.kid.clone().unwrap_or_else(|| "(no kid)".to_owned());
            let state = match &key.parsed {
                Ok(_) => "usable".to_owned(),
                Err(defect) => defect.to_string(),
            };
            (kid, state)
        };
        f.debug_map().entries(self.keys.iter().map(entry)).finish()
    }
}
