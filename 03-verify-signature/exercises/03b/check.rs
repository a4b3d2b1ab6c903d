//! The checks of 03b. The names of the tests say what is required.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::weak::issuer::{Issuer, broken};
use super::{accepts, forge, weak};

/// Making a key takes a moment, so there is one for all tokens of a check.
static ISSUER: LazyLock<Issuer> = LazyLock::new(Issuer::new);

fn payloads() -> [Value; 3] {
    [
        json!({"sub": "me", "scope": "read"}),
        json!({"scope": "read", "aud": ["a", "b"], "exp": 1_700_000_000}),
        json!({"iss": "https://issuer.example/ü", "scope": "read write", "act": {"scope": "read"}}),
    ]
}

#[test]
fn the_forged_token_says_admin() {
    for payload in payloads() {
        let forged = forge(&ISSUER.token(&payload));
        let decoded = decode_jwt::decode(&forged);
        let decoded = decoded.unwrap_or_else(|error| panic!("{forged:?} is not a JWT: {error}"));
        let mut expected = payload.clone();
        expected["scope"] = "admin".into();
        assert_eq!(
            Value::Object(decoded.payload),
            expected,
            "forged from {payload}"
        );
    }
}

#[test]
fn the_weak_server_lets_it_in() {
    for payload in payloads() {
        let forged = forge(&ISSUER.token(&payload));
        let header = forged
            .split('.')
            .next()
            .and_then(|it| BASE64_URL_SAFE_NO_PAD.decode(it).ok());
        let header = String::from_utf8(header.unwrap_or_default()).unwrap_or_default();
        let accepted = weak::accepts(&forged, ISSUER.public_key());
        assert!(
            accepted,
            "the weak server refuses a token with the header {header}"
        );
    }
}

#[test]
fn the_repaired_server_lets_good_tokens_in() {
    for payload in payloads() {
        let accepted = accepts(&ISSUER.token(&payload), ISSUER.public_key());
        assert!(accepted, "it refuses a good token with {payload}");
    }
}

#[test]
fn the_repaired_server_refuses_the_forged_token() {
    for payload in payloads() {
        let accepted = accepts(&forge(&ISSUER.token(&payload)), ISSUER.public_key());
        assert!(!accepted, "it accepts your own forgery of {payload}");
    }
}

#[test]
fn the_repaired_server_refuses_every_spelling_of_none() {
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    for alg in [
        r#""none""#,
        r#""None""#,
        r#""nOnE""#,
        r#""""#,
        "null",
        "[]",
        r#""RS257""#,
        r#""RS256""#,
    ] {
        let header = format!(r#"{{"alg":{alg}}}"#);
        for signature in ["", "c2ln"] {
            let token = format!("{}.{}.{signature}", encode(&header), encode("{}"));
            let accepted = accepts(&token, ISSUER.public_key());
            assert!(
                !accepted,
                "it accepts the header {header} with the signature {signature:?}"
            );
        }
    }
}

#[test]
fn the_repaired_server_refuses_what_is_not_a_whole_token() {
    for (what, token) in broken(&ISSUER.token(&json!({"scope": "read"}))) {
        println!("input: {what}");
        assert!(!accepts(&token, ISSUER.public_key()), "it accepts {what}");
    }
}

#[test]
fn the_repaired_server_refuses_a_strangers_token() {
    let stranger = Issuer::new().token(&json!({"scope": "read"}));
    assert!(
        !accepts(&stranger, ISSUER.public_key()),
        "it accepts any RS256 signature"
    );
}
