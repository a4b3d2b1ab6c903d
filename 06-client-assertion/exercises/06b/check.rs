//! The checks of 06b. The names of the tests say what is required.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::hashed;

fn is(expected: Option<&str>, jwk: &Value) {
    println!("input: {jwk}");
    let expected = expected.map(str::to_owned);
    assert_eq!(hashed(jwk), expected, "what is hashed of {jwk}");
}

#[test]
fn an_ec_key() {
    let expected = r#"{"crv":"P-256","kty":"EC","x":"aa","y":"bb"}"#;
    is(
        Some(expected),
        &json!({"crv": "P-256", "kty": "EC", "x": "aa", "y": "bb"}),
    );
}

#[test]
fn an_okp_key() {
    let expected = r#"{"crv":"Ed25519","kty":"OKP","x":"aa"}"#;
    is(
        Some(expected),
        &json!({"crv": "Ed25519", "kty": "OKP", "x": "aa"}),
    );
}

#[test]
fn an_rsa_key() {
    let expected = r#"{"e":"AQAB","kty":"RSA","n":"aa"}"#;
    is(
        Some(expected),
        &json!({"e": "AQAB", "kty": "RSA", "n": "aa"}),
    );
}

#[test]
fn the_order_is_that_of_the_names() {
    let expected = r#"{"crv":"P-256","kty":"EC","x":"aa","y":"bb"}"#;
    is(
        Some(expected),
        &json!({"y": "bb", "x": "aa", "kty": "EC", "crv": "P-256"}),
    );
    let expected = r#"{"e":"AQAB","kty":"RSA","n":"aa"}"#;
    is(
        Some(expected),
        &json!({"kty": "RSA", "n": "aa", "e": "AQAB"}),
    );
}

#[test]
fn other_members_do_not_count() {
    let expected = r#"{"crv":"Ed25519","kty":"OKP","x":"aa"}"#;
    for (name, value) in [
        ("kid", json!("a")),
        ("use", json!("sig")),
        ("alg", json!("EdDSA")),
        ("d", json!("secret")),
        ("y", json!("bb")),
        ("n", json!("cc")),
    ] {
        let mut jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": "aa"});
        jwk[name] = value;
        is(Some(expected), &jwk);
    }
}

#[test]
fn without_a_member_there_is_none() {
    for jwk in [
        json!({"kty": "EC", "crv": "P-256", "x": "aa"}),
        json!({"kty": "EC", "x": "aa", "y": "bb"}),
        json!({"kty": "OKP", "crv": "Ed25519"}),
        json!({"kty": "RSA", "n": "aa"}),
        json!({"kty": "RSA", "n": "aa", "e": 65537}),
        json!({"kty": "oct", "k": "aa"}),
        json!({"crv": "P-256", "x": "aa", "y": "bb"}),
        json!({"kty": null}),
        json!({}),
        json!([]),
    ] {
        is(None, &jwk);
    }
}

/// RFC 7638 §3.1
#[test]
fn the_thumbprint_is_that_of_the_rfc() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    let jwk = json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29"});
    let hash = digest(&SHA256, hashed(&jwk).expect("an RSA key").as_bytes());
    let thumbprint = BASE64_URL_SAFE_NO_PAD.encode(hash);
    assert_eq!(thumbprint, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}
