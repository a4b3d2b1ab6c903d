//! Private keys as JWKs (RFC 7518 §6, RFC 8037 §2).

use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;

use crate::{ClientKey, KeyError};

/// The members that matter here. `d` and the primes are the secret.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Jwk {
    kty: String,
    crv: String,
    alg: Option<String>,
    d: String,
    x: String,
    y: String,
    n: String,
    e: String,
    p: String,
    q: String,
    dp: String,
    dq: String,
    qi: String,
}

/// Reads a private JWK.
pub(crate) fn read(json: &str) -> Result<ClientKey, KeyError> {
    let jwk: Jwk = serde_json::from_str(json).map_err(|_| KeyError::NotAKey)?;
    let decode = |name, text: &str| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
        (!bytes.is_empty())
            .then_some(bytes)
            .ok_or(KeyError::Jwk(name))
    };
    let d = decode("d", &jwk.d)?;
    let key = match (jwk.kty.as_str(), jwk.crv.as_str()) {
        ("EC", "P-256") => {
            let point = [vec![4], decode("x", &jwk.x)?, decode("y", &jwk.y)?].concat();
            let curve = &ECDSA_P256_SHA256_FIXED_SIGNING;
            let pair = EcdsaKeyPair::from_private_key_and_public_key(curve, &d, &point);
            ClientKey::from_ec(pair.map_err(|_| KeyError::Jwk("x, y or d"))?)
        }
        ("OKP", "Ed25519") => {
            let pair = Ed25519KeyPair::from_seed_and_public_key(&d, &decode("x", &jwk.x)?);
            ClientKey::from_ed(pair.map_err(|_| KeyError::Jwk("x or d"))?)
        }
        ("RSA", _) => {
            let components = KeyPairComponents {
                public_key: PublicKeyComponents {
                    n: decode("n", &jwk.n)?,
                    e: decode("e", &jwk.e)?,
                },
                d,
                p: decode("p", &jwk.p)?,
                q: decode("q", &jwk.q)?,
                dP: decode("dp", &jwk.dp)?,
                dQ: decode("dq", &jwk.dq)?,
                qInv: decode("qi", &jwk.qi)?,
            };
            let pair = RsaKeyPair::from_components(&components);
            ClientKey::from_rsa(pair.map_err(|_| KeyError::Jwk("RSA number"))?)
        }
        _ => return Err(KeyError::Jwk("kty or crv")),
    };
    match jwk.alg {
        Some(alg) => key.with_algorithm(alg.parse()?),
        None => Ok(key),
    }
}
