//! The checks of 03c. The names of the tests say what is required.

use std::sync::LazyLock;

use aws_lc_rs::hmac::{self, HMAC_SHA256, HMAC_SHA384, HMAC_SHA512};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::weak::issuer::{Issuer, broken};
use super::{accepts, forge, weak};

/// Making a key takes a moment, so there is one for all tokens of a check.
static ISSUER: LazyLock<Issuer> = LazyLock::new(Issuer::new);

const PAYLOADS: [&str; 3] = [
    r#"{"scope":"admin"}"#,
    r#"{"sub":"me","aud":["a","b"],"exp":1700000000}"#,
    r#"{ "iss": "https://issuer.example/ü", "scope": "admin" }"#,
];

#[test]
fn the_forged_token_has_the_payload() {
    for payload in PAYLOADS {
        let forged = forge(payload, ISSUER.public_key());
        let decoded = decode_jwt::decode(&forged);
        let decoded = decoded.unwrap_or_else(|error| panic!("{forged:?} is not a JWT: {error}"));
        let expected: serde_json::Value = serde_json::from_str(payload).expect("it is JSON");
        assert_eq!(serde_json::Value::Object(decoded.payload), expected);
    }
}

#[test]
fn the_weak_server_lets_it_in() {
    for payload in PAYLOADS {
        let forged = forge(payload, ISSUER.public_key());
        let header = forged
            .split('.')
            .next()
            .and_then(|it| BASE64_URL_SAFE_NO_PAD.decode(it).ok());
        let header = String::from_utf8(header.unwrap_or_default()).unwrap_or_default();
        let accepted = weak::accepts(&forged, ISSUER.public_key());
        assert!(
            accepted,
            "the weak server refuses the signature; the header says {header}"
        );
    }
}

#[test]
fn the_repaired_server_lets_good_tokens_in() {
    for payload in [
        json!({"scope": "read"}),
        json!({}),
        json!({"sub": "ü", "aud": ["a", 7]}),
    ] {
        let accepted = accepts(&ISSUER.token(&payload), ISSUER.public_key());
        assert!(accepted, "it refuses a good token with {payload}");
    }
}

#[test]
fn the_repaired_server_refuses_the_forged_token() {
    for payload in PAYLOADS {
        let accepted = accepts(&forge(payload, ISSUER.public_key()), ISSUER.public_key());
        assert!(!accepted, "it accepts your own forgery with {payload}");
    }
}

#[test]
fn the_repaired_server_refuses_every_mac_by_the_public_key() {
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let macs = [
        ("HS256", HMAC_SHA256),
        ("HS384", HMAC_SHA384),
        ("HS512", HMAC_SHA512),
    ];
    for alg in [
        "HS256", "HS384", "HS512", "hs256", "RS256", "none", "ES256", "",
    ] {
        for (name, mac) in macs {
            let header = format!(r#"{{"alg":"{alg}"}}"#);
            let input = format!("{}.{}", encode(&header), encode(PAYLOADS[0]));
            let key = hmac::Key::new(mac, ISSUER.public_key());
            let signature = BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, input.as_bytes()));
            let accepted = accepts(&format!("{input}.{signature}"), ISSUER.public_key());
            assert!(
                !accepted,
                "it accepts {name} with the public key, if the header says {alg:?}"
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
