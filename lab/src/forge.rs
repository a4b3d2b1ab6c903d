//! Forged tokens.
//!
//! The realm's signing key is published in `myorg.json`, so a test can sign any token with it, for
//! Keycloak as for the embedded realm. Such a token is valid except for what the test, or the attack,
//! is about.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use realm::MYORG_JSON;
pub use realm::{kid, spki};
use serde_json::{Value, json};

use crate::LabError;

/// A key that is not the issuer's, and its X.509 certificate. It is part of the repository, so that its
/// signatures are the same in every run.
const STRANGER: &str = include_str!("stranger.json");

/// Seconds since 1970.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// The claims of a valid access token of `issuer` that was issued now.
#[must_use]
pub fn claims(issuer: &str) -> Value {
    claims_at(issuer, now())
}

/// The claims of a valid access token of `issuer` that was issued at this time.
#[must_use]
pub fn claims_at(issuer: &str, now: u64) -> Value {
    json!({
        "exp": now + 300, "iat": now, "iss": issuer, "aud": "test_api_resource",
        "typ": "Bearer", "azp": "test_api_client", "scope": "test_api_access",
    })
}

/// A token with this header and payload. `sign` makes the signature for the bytes that it is given.
pub fn token(header: &Value, payload: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let [header, payload] = [header, payload].map(|part| encode(part.to_string()));
    token_of(&header, &payload, sign)
}

/// A token with these two segments, whatever they contain. `sign` makes the signature.
pub fn token_of(header: &str, payload: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let input = format!("{header}.{payload}");
    let signature = encode(sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// The realm's published key.
///
/// # Errors
/// If `myorg.json` has no key.
pub fn published_key() -> Result<RsaKeyPair, LabError> {
    let path = "/components/org.keycloak.keys.KeyProvider/0/config/privateKey/0";
    key_pair(&member(MYORG_JSON, path)?)
}

/// A key that is not in any key set.
///
/// # Errors
/// If it cannot be read.
pub fn strangers_key() -> Result<RsaKeyPair, LabError> {
    key_pair(&member(STRANGER, "/key")?)
}

/// The X.509 certificate of [`strangers_key`], base64 as in `x5c`.
///
/// # Errors
/// If it cannot be read.
pub fn strangers_certificate() -> Result<String, LabError> {
    member(STRANGER, "/certificate")
}

/// The public half of a key as a JWK (RFC 7517 §4).
#[must_use]
pub fn jwk(key: &RsaKeyPair) -> Value {
    realm::jwk(key, None)
}

/// DER as PEM, with this label (RFC 7468).
#[must_use]
pub fn pem(label: &str, der: &[u8]) -> String {
    let base64 = BASE64_STANDARD.encode(der);
    let lines = base64.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let lines = lines.collect::<Vec<_>>().join("\n");
    format!("-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n")
}

/// Signs with an RSA key (RS256).
#[must_use]
pub fn rs256(key: &RsaKeyPair, input: &[u8]) -> Vec<u8> {
    rsa(key, &RSA_PKCS1_SHA256, input)
}

/// Signs with an RSA key.
#[must_use]
pub fn rsa(key: &RsaKeyPair, encoding: &'static dyn RsaEncoding, input: &[u8]) -> Vec<u8> {
    let mut signature = vec![0; key.public_modulus_len()];
    let random = SystemRandom::new();
    // With an empty signature, the test that needs a valid one fails.
    key.sign(encoding, &random, input, &mut signature)
        .map_or(Vec::new(), |()| signature)
}

/// Signs with a shared secret (HS256).
#[must_use]
pub fn hs256(secret: &[u8], input: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input)
        .as_ref()
        .to_vec()
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn member(json: &'static str, path: &'static str) -> Result<String, LabError> {
    let file: Value = serde_json::from_str(json).map_err(|_| LabError::Key)?;
    let text = file.pointer(path).and_then(Value::as_str);
    text.map(str::to_owned).ok_or(LabError::Key)
}

fn key_pair(base64: &str) -> Result<RsaKeyPair, LabError> {
    let der = BASE64_STANDARD.decode(base64).map_err(|_| LabError::Key)?;
    RsaKeyPair::from_pkcs8(&der).map_err(|_| LabError::Key)
}
