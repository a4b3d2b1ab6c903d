//! The checks of 03c. The names of the tests say what is demanded.

use std::sync::LazyLock;

use aws_lc_rs::hmac;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::weak::issuer::Issuer;
use super::{accepts, forge, weak};

/// Making a key takes a moment, so there is one for all checks.
static ISSUER: LazyLock<Issuer> = LazyLock::new(Issuer::new);

const ADMIN: &str = r#"{"scope":"admin"}"#;

#[test]
fn the_forged_token_has_the_payload() {
    let forged = forge(ADMIN, ISSUER.public_key());
    let decoded = decode_jwt::decode(&forged).expect("the forged token is a JWT");
    assert_eq!(
        decoded.payload["scope"], "admin",
        "the scope of the forged token"
    );
}

#[test]
fn the_weak_server_lets_it_in() {
    let issuer = &*ISSUER;
    let forged = forge(ADMIN, issuer.public_key());
    let header = forged
        .split('.')
        .next()
        .and_then(|it| BASE64_URL_SAFE_NO_PAD.decode(it).ok());
    let header = String::from_utf8(header.unwrap_or_default()).unwrap_or_default();
    let accepted = weak::accepts(&forged, issuer.public_key());
    assert!(
        accepted,
        "the weak server refuses the signature; the header says {header}"
    );
}

#[test]
fn the_repaired_server_lets_good_tokens_in() {
    let issuer = &*ISSUER;
    let token = issuer.token(&json!({"scope": "read"}));
    assert!(
        accepts(&token, issuer.public_key()),
        "it refuses a good token"
    );
    assert!(
        !accepts("not.a.token", issuer.public_key()),
        "it accepts `not.a.token`"
    );
}

#[test]
fn the_repaired_server_refuses_the_forged_token() {
    let issuer = &*ISSUER;
    let forged = forge(ADMIN, issuer.public_key());
    assert!(
        !accepts(&forged, issuer.public_key()),
        "it accepts your own forgery"
    );
}

#[test]
fn the_repaired_server_refuses_the_same_with_hs384() {
    let issuer = &*ISSUER;
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let input = format!("{}.{}", encode(r#"{"alg":"HS384"}"#), encode(ADMIN));
    let key = hmac::Key::new(hmac::HMAC_SHA384, issuer.public_key());
    let signature = BASE64_URL_SAFE_NO_PAD.encode(hmac::sign(&key, input.as_bytes()));
    let forged = format!("{input}.{signature}");
    assert!(
        !accepts(&forged, issuer.public_key()),
        "it accepts HS384 with the public key"
    );
}

#[test]
fn the_repaired_server_refuses_a_strangers_token() {
    let stranger = Issuer::new().token(&json!({"scope": "read"}));
    assert!(
        !accepts(&stranger, ISSUER.public_key()),
        "it accepts any RS256 signature"
    );
}
