//! The issuer's public keys, and which of them may verify a token (RFC 7517).

use std::collections::HashMap;
use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

use crate::VerifyError;
use crate::header::Header;

/// The smallest modulus that is accepted, in bits. RFC 7518 §3.3
const MIN_BITS: usize = 2048;
/// The largest: verification time grows with the square of the size, and aws-lc accepts no larger one.
const MAX_BITS: usize = 8192;
/// How many keys of a set are kept. An issuer has two or three.
const MAX_KEYS: usize = 100;

/// A JWK Set: the issuer's keys by their `kid` (RFC 7517 §5).
///
/// A key that cannot verify a token is kept with the reason, for the log. One bad key does not affect
/// the others: issuers publish keys for encryption, and new kinds of keys, in the same set.
///
/// Two sets are equal if they contain the same keys, in any order.
#[derive(Default, PartialEq)]
pub struct KeySet {
    keys: HashMap<String, Result<Key, KeyDefect>>,
    left_out: usize,
}

struct Key {
    jwk: Jwk,
    decoding: DecodingKey,
}

// By its JWK, because jsonwebtoken's key does not implement equality.
impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.jwk == other.jwk
    }
}

/// Why a key of the set must not verify tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyDefect {
    /// `kty` is not `RSA` (RFC 7517 §4.1). Never use a symmetric key from a public set (algorithm
    /// confusion, RFC 8725 §2.1).
    #[error("its kty is not RSA")]
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
    /// `alg` is present and not the token's (RFC 7517 §4.4).
    #[error("its alg is not the token's")]
    Algorithm,
    /// A member is of a wrong type.
    #[error("it is not a JWK")]
    NotAJwk,
}

/// A JSON Web Key, the members that matter here (RFC 7517 §4).
#[derive(PartialEq, Deserialize)]
struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    public_key_use: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl KeySet {
    /// Parses a JWK Set. Keys without `kid` are left out, because a token could not refer to them.
    ///
    /// # Errors
    /// serde's, if it is not a JSON object with an array `keys`.
    pub fn from_json(json: &[u8]) -> Result<Self, serde_json::Error> {
        #[derive(Deserialize)]
        struct JwkSet {
            keys: Vec<Value>,
        }
        let set: JwkSet = serde_json::from_slice(json)?;
        let keys = set.keys.into_iter().filter_map(|jwk| {
            let kid = jwk.get("kid")?.as_str()?.to_owned();
            Some((kid, Key::from_jwk(jwk)))
        });
        // Usable keys first, so that others cannot take their places.
        let (usable, others): (Vec<_>, Vec<_>) = keys.partition(|(_, key)| key.is_ok());
        let mut set = Self::default();
        for (kid, key) in usable.into_iter().chain(others) {
            if set.keys.len() < MAX_KEYS {
                // Of two keys with the same `kid`, the usable one; of two usable ones, the first.
                set.keys.entry(kid).or_insert(key);
            } else if !set.keys.contains_key(&kid) {
                set.left_out = set.left_out.saturating_add(1);
            }
        }
        Ok(set)
    }

    /// Whether at least one key can verify tokens.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        self.keys.values().any(Result::is_ok)
    }

    /// How many keys were left out because there were more than 100. Usable ones are left out last.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// Verifies the signature with the key that the header names.
    ///
    /// RFC 7515 §5.2
    pub(crate) fn verify(
        &self,
        header: &Header,
        signing_input: &str,
        signature: &str,
    ) -> Result<(), VerifyError> {
        let unusable = |defect| VerifyError::KeyUnusable {
            kid: header.kid.clone(),
            defect,
        };
        let key = match self.keys.get(&header.kid) {
            None => {
                return Err(VerifyError::UnknownKey {
                    kid: header.kid.clone(),
                });
            }
            Some(Err(defect)) => return Err(unusable(*defect)),
            Some(Ok(key)) => key,
        };
        let fits = |alg: &String| alg.parse().is_ok_and(|alg| header.algorithm == alg);
        if !key.jwk.alg.as_ref().is_none_or(fits) {
            return Err(unusable(KeyDefect::Algorithm));
        }
        if !key.signed(signing_input, signature, header.algorithm) {
            return Err(VerifyError::Signature);
        }
        Ok(())
    }
}

impl Key {
    fn from_jwk(jwk: Value) -> Result<Self, KeyDefect> {
        let jwk: Jwk = serde_json::from_value(jwk).map_err(|_| KeyDefect::NotAJwk)?;
        if jwk.kty != "RSA" {
            return Err(KeyDefect::Kty);
        }
        if jwk
            .public_key_use
            .as_ref()
            .is_some_and(|value| value != "sig")
        {
            return Err(KeyDefect::Use);
        }
        let verifies =
            |operations: &Vec<String>| operations.iter().any(|operation| operation == "verify");
        if !jwk.key_ops.as_ref().is_none_or(verifies) {
            return Err(KeyDefect::KeyOps);
        }
        let number = |text: &Option<String>| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text.as_ref()?).ok()?;
            bytes
                .first()
                .is_some_and(|&byte| byte != 0)
                .then_some(bytes)
        };
        let (Some(n), Some(e)) = (number(&jwk.n), number(&jwk.e)) else {
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
        let decoding = DecodingKey::from_rsa_raw_components(&n, &e);
        Ok(Self { jwk, decoding })
    }

    fn signed(&self, signing_input: &str, signature: &str, algorithm: Algorithm) -> bool {
        let message = signing_input.as_bytes();
        crypto::verify(signature, message, &self.decoding, algorithm).unwrap_or(false)
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
        let state = |key: &Result<Key, KeyDefect>| match key {
            Ok(_) => "usable".to_owned(),
            Err(defect) => defect.to_string(),
        };
        f.debug_map()
            .entries(self.keys.iter().map(|(kid, key)| (kid, state(key))))
            .finish()
    }
}
