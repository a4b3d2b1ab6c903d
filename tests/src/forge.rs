//! Tokens that no issuer made.
//!
//! The realm's signing key is published in `myorg.json`, so a scenario can sign what it likes with
//! it, for Keycloak as for the embedded realm: the only thing wrong with such a token is what the
//! scenario is about.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaEncoding, RsaKeyPair};
use aws_lc_rs::{hmac, rsa::KeySize};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use realm::MYORG_JSON;
use serde_json::{Value, json};

/// Seconds since 1970.
#[must_use]
pub fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// Good claims: what an access token of `issuer` says that was issued now.
#[must_use]
pub fn claims(issuer: &str) -> Value {
    json!({
        "exp": now() + 300, "iat": now(), "iss": issuer, "aud": "test_api_resource",
        "typ": "Bearer", "azp": "test_api_client", "scope": "test_api_access",
    })
}

/// A token with this header and payload, signed by `sign` over the bytes that it is given.
pub fn token(header: &Value, payload: &Value, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    token_of(&encode(header), &encode(payload), sign)
}

/// A token of these two segments, whatever they are, signed by `sign`.
pub fn token_of(header: &str, payload: &str, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> String {
    let input = format!("{header}.{payload}");
    let signature = BASE64_URL_SAFE_NO_PAD.encode(sign(input.as_bytes()));
    format!("{input}.{signature}")
}

/// A header as the realm's own, for the published key.
///
/// # Errors
/// If `sample` is not a token of the realm.
pub fn header(sample: &str) -> anyhow::Result<Value> {
    Ok(Value::Object(decode_jwt::decode(sample)?.header))
}

/// An RS256 signature by the realm's published key.
///
/// # Errors
/// If `myorg.json` has no key.
pub fn published_key() -> anyhow::Result<RsaKeyPair> {
    let file: Value = serde_json::from_str(MYORG_JSON)?;
    let path = "/components/org.keycloak.keys.KeyProvider/0/config/privateKey/0";
    let key = file
        .pointer(path)
        .and_then(Value::as_str)
        .context("no key")?;
    RsaKeyPair::from_pkcs8(&BASE64_STANDARD.decode(key)?).context("not PKCS#8")
}

/// A key that no issuer knows.
///
/// # Errors
/// If the machine has no randomness.
pub fn strangers_key() -> anyhow::Result<RsaKeyPair> {
    RsaKeyPair::generate(KeySize::Rsa2048).context("no key")
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
    // An empty signature fails the test that wanted a good one.
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
