//! The token says how it is signed, and the verifier must not rely on that.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaEncoding};
use serde_json::{Value, json};

use super::{Case, Keys};
use crate::forge;

pub(super) fn cases(keys: &Keys) -> Vec<Case> {
    let mut cases = vec![keys.accepted("RS256, as the issuer signs", "RFC 7518 §3.3", keys.token().signed())];
    cases.extend(none(keys));
    cases.extend(shared_secrets(keys));
    cases.extend(other_algorithms(keys));
    cases.extend(no_algorithm(keys));
    cases
}

/// In each of its 16 spellings: some verifiers refuse only one of them.
fn none(keys: &Keys) -> Vec<Case> {
    let names = [
        "alg none", "alg nonE", "alg noNe", "alg noNE", "alg nOne", "alg nOnE", "alg nONe", "alg nONE", "alg None",
        "alg NonE", "alg NoNe", "alg NoNE", "alg NOne", "alg NOnE", "alg NONe", "alg NONE",
    ];
    let spelled = names.into_iter().map(|name| {
        let alg = name.trim_start_matches("alg ");
        let token = keys.token().header(json!({"alg": alg})).unsigned();
        keys.refused(name, "RFC 8725 §2.1", token, not_allowed(alg))
    });
    let signed = keys.token().header(json!({"alg": "none"})).signed();
    let with_signature = keys.refused("alg none, but well signed", "RFC 7519 §6", signed, not_allowed("none"));
    spelled.chain([with_signature]).collect()
}

/// The public key is known to all, so it must not serve as a secret.
fn shared_secrets(keys: &Keys) -> Vec<Case> {
    let sign = |alg: &str, algorithm, secret: &[u8]| {
        let key = hmac::Key::new(algorithm, secret);
        let builder = keys.token().header(json!({"alg": alg}));
        builder.sign(|input| hmac::sign(&key, input).as_ref().to_vec())
    };
    let mut cases = Vec::new();
    for (name, secret) in keys.spellings() {
        let token = sign("HS256", hmac::HMAC_SHA256, &secret);
        cases.push(keys.refused(name, "RFC 8725 §2.1", token, not_allowed("HS256")));
    }
    let pem = keys.spellings().into_iter().map(|(_, secret)| secret).next().unwrap_or_default();
    for (name, alg, algorithm) in [
        ("HS384 keyed with the SPKI as PEM", "HS384", hmac::HMAC_SHA384),
        ("HS512 keyed with the SPKI as PEM", "HS512", hmac::HMAC_SHA512),
    ] {
        let token = sign(alg, algorithm, &pem);
        cases.push(keys.refused(name, "RFC 8725 §2.1", token, not_allowed(alg)));
    }
    cases
}

/// Sound algorithms, but not this verifier's: it has one, and the issuer's key is for that.
fn other_algorithms(keys: &Keys) -> Vec<Case> {
    let builder = |alg: &str| keys.token().header(json!({"alg": alg}));
    let rsa = |alg: &str, encoding: &'static dyn RsaEncoding| {
        builder(alg).sign(|input| forge::rsa(&keys.published, encoding, input))
    };
    let elsewhere = |alg: &str| keys.made_elsewhere(alg).1;
    let eddsa = builder("EdDSA").sign(|input| {
        let key = Ed25519KeyPair::from_seed_unchecked(&[7; 32]);
        key.map(|key| key.sign(input).as_ref().to_vec()).unwrap_or_default()
    });
    [
        ("RS384 by the issuer's key", "RS384", rsa("RS384", &RSA_PKCS1_SHA384)),
        ("RS512 by the issuer's key", "RS512", rsa("RS512", &RSA_PKCS1_SHA512)),
        ("PS256 by the issuer's key", "PS256", elsewhere("PS256")),
        ("PS384 by the issuer's key", "PS384", elsewhere("PS384")),
        ("PS512 by the issuer's key", "PS512", elsewhere("PS512")),
        ("ES256 against an RSA key", "ES256", builder("ES256").sign(|_| vec![1; 64])),
        ("ES256 with r and s of zero", "ES256", builder("ES256").sign(|_| vec![0; 64])),
        ("EdDSA against an RSA key", "EdDSA", eddsa),
    ]
    .into_iter()
    .map(|(name, alg, token)| keys.refused(name, "RFC 8725 §3.1", token, not_allowed(alg)))
    .collect()
}

/// Well signed, but with an `alg` that is not exactly an algorithm's name.
fn no_algorithm(keys: &Keys) -> Vec<Case> {
    let rows = [
        ("alg in lower case", json!("rs256")),
        ("alg with a space at the end", json!("RS256 ")),
        ("alg with a space at the beginning", json!(" RS256")),
        ("alg with NUL at the end", json!("RS256\0")),
        ("alg of two names", json!("RS256,none")),
        ("alg empty", json!("")),
        ("alg a number", json!(256)),
        ("alg an array", json!(["RS256"])),
        ("alg an object", json!({"name": "RS256"})),
        ("alg null", json!(null)),
        ("alg true", json!(true)),
    ];
    let mut cases = Vec::new();
    for (name, alg) in rows {
        let reason = match &alg {
            Value::String(alg) => not_allowed(alg),
            _ => "header: alg is not a string".to_owned(),
        };
        let token = keys.token().header(json!({"alg": alg})).signed();
        cases.push(keys.refused(name, "RFC 7515 §4.1.1", token, reason));
    }
    let token = keys.token().header_without("alg").signed();
    cases.push(keys.refused("alg absent", "RFC 7515 §4.1.1", token, not_allowed("")));
    cases
}

fn not_allowed(alg: &str) -> String {
    format!("header: alg {alg:?} is not allowed")
}
