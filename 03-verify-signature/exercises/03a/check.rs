//! The checks of 03a. The names of the tests say what is required.

use super::{Jwk, Refusal, choose};

const fn key(kid: &'static str, kty: &'static str, public_key_use: Option<&'static str>) -> Jwk {
    Jwk {
        kid,
        kty,
        public_key_use,
    }
}

const KEYS: [Jwk; 5] = [
    key("secret", "RSA", Some("enc")),
    key("yesterday", "RSA", Some("sig")),
    key("today", "RSA", Some("sig")),
    key("for-all", "RSA", None),
    key("shared", "oct", Some("sig")),
];

fn is(expected: &Result<&'static str, Refusal>, keys: &[Jwk], kid: Option<&str>) {
    println!("input: the kid {kid:?}");
    let chosen = choose(keys, kid).map(|key| key.kid);
    let kids: Vec<_> = keys.iter().map(|key| key.kid).collect();
    assert_eq!(
        &chosen, expected,
        "the token says kid {kid:?}, the issuer has {kids:?}"
    );
}

#[test]
fn the_kid_decides() {
    for kid in ["today", "yesterday", "for-all"] {
        is(&Ok(kid), &KEYS, Some(kid));
    }
}

#[test]
fn without_kid_there_is_no_key() {
    for keys in [&KEYS[..], &KEYS[1..2], &KEYS[4..], &[]] {
        is(&Err(Refusal::NoName), keys, None);
    }
}

#[test]
fn an_unknown_kid_is_unknown() {
    for keys in [&KEYS[..], &KEYS[1..2], &[]] {
        is(&Err(Refusal::Unknown), keys, Some("tomorrow"));
    }
    is(&Err(Refusal::Unknown), &KEYS[..2], Some("today"));
}

#[test]
fn a_kid_that_is_alike_is_unknown() {
    for kid in [
        "to",
        "day",
        "today-2",
        "not-today",
        "Today",
        "TODAY",
        " today",
        "today ",
        "",
        "for",
    ] {
        is(&Err(Refusal::Unknown), &KEYS, Some(kid));
    }
}

#[test]
fn a_key_for_something_else_does_not_verify() {
    for kid in ["secret", "shared"] {
        is(&Err(Refusal::NotForSignatures), &KEYS, Some(kid));
    }
}

#[test]
fn only_rsa_keys_for_signatures_or_for_anything_do() {
    for kty in ["RSA", "EC", "oct", "OKP", "rsa", "RSA-2", ""] {
        for public_key_use in [
            None,
            Some("sig"),
            Some("enc"),
            Some("SIG"),
            Some("sign"),
            Some(""),
        ] {
            let keys = [
                key("other", "RSA", Some("sig")),
                key("mine", kty, public_key_use),
            ];
            let chosen = choose(&keys, Some("mine"));
            let is_right = kty == "RSA" && matches!(public_key_use, None | Some("sig"));
            let expected = if is_right {
                Ok(&keys[1])
            } else {
                Err(Refusal::NotForSignatures)
            };
            assert_eq!(
                chosen, expected,
                "kty is {kty:?} and use {public_key_use:?}"
            );
        }
    }
}
