//! The checks of 03a. The names of the tests say what is demanded.

use super::{Jwk, Refusal, choose};

const KEYS: [Jwk; 5] = [
    Jwk {
        kid: "secret",
        kty: "RSA",
        public_key_use: Some("enc"),
    },
    Jwk {
        kid: "yesterday",
        kty: "RSA",
        public_key_use: Some("sig"),
    },
    Jwk {
        kid: "today",
        kty: "RSA",
        public_key_use: Some("sig"),
    },
    Jwk {
        kid: "for-all",
        kty: "RSA",
        public_key_use: None,
    },
    Jwk {
        kid: "shared",
        kty: "oct",
        public_key_use: Some("sig"),
    },
];

fn chosen(keys: &[Jwk], kid: Option<&str>) -> Result<&'static str, Refusal> {
    choose(keys, kid).map(|key| key.kid)
}

#[test]
fn the_kid_decides() {
    for kid in ["today", "yesterday", "for-all"] {
        assert_eq!(
            chosen(&KEYS, Some(kid)),
            Ok(kid),
            "the token says kid {kid:?}"
        );
    }
}

#[test]
fn without_kid_there_is_no_key() {
    assert_eq!(
        chosen(&KEYS, None),
        Err(Refusal::NoName),
        "the issuer has five keys"
    );
    assert_eq!(
        chosen(&KEYS[1..2], None),
        Err(Refusal::NoName),
        "the issuer has one key"
    );
}

#[test]
fn an_unknown_kid_is_unknown() {
    assert_eq!(chosen(&KEYS, Some("tomorrow")), Err(Refusal::Unknown));
    let one = &KEYS[1..2];
    assert_eq!(
        chosen(one, Some("tomorrow")),
        Err(Refusal::Unknown),
        "the issuer has one key"
    );
    assert_eq!(
        chosen(&[], Some("tomorrow")),
        Err(Refusal::Unknown),
        "the issuer has no key"
    );
}

#[test]
fn a_key_for_something_else_does_not_verify() {
    for kid in ["secret", "shared"] {
        let key = chosen(&KEYS, Some(kid));
        assert_eq!(
            key,
            Err(Refusal::NotForSignatures),
            "the token says kid {kid:?}"
        );
    }
}
