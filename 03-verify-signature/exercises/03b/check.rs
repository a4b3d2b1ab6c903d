//! The checks of 03b. The names of the tests say what is demanded.

use std::sync::LazyLock;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::weak::issuer::Issuer;
use super::{accepts, forge, weak};

/// Making a key takes a moment, so there is one for all checks.
static ISSUER: LazyLock<Issuer> = LazyLock::new(Issuer::new);

#[test]
fn the_forged_token_says_admin() {
    let forged = forge(&ISSUER.token(&json!({"sub": "me", "scope": "read"})));
    let decoded = decode_jwt::decode(&forged).expect("the forged token is a JWT");
    assert_eq!(
        decoded.payload["scope"], "admin",
        "the scope of the forged token"
    );
    assert_eq!(
        decoded.payload["sub"], "me",
        "the other claims stay as they were"
    );
}

#[test]
fn the_weak_server_lets_it_in() {
    let issuer = &*ISSUER;
    let forged = forge(&issuer.token(&json!({"scope": "read"})));
    let header = forged
        .split('.')
        .next()
        .and_then(|it| BASE64_URL_SAFE_NO_PAD.decode(it).ok());
    let header = String::from_utf8(header.unwrap_or_default()).unwrap_or_default();
    let accepted = weak::accepts(&forged, issuer.public_key());
    assert!(
        accepted,
        "the weak server refuses a token with the header {header}"
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
    let forged = forge(&issuer.token(&json!({"scope": "read"})));
    assert!(
        !accepts(&forged, issuer.public_key()),
        "it accepts your own forgery"
    );
}

#[test]
fn the_repaired_server_refuses_every_spelling_of_none() {
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let issuer = &*ISSUER;
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"None"}"#,
        r#"{"alg":"nOnE"}"#,
        "{}",
    ] {
        for signature in ["", "c2ln"] {
            let token = format!("{}.{}.{signature}", encode(header), encode("{}"));
            let accepted = accepts(&token, issuer.public_key());
            assert!(
                !accepted,
                "it accepts the header {header} with the signature {signature:?}"
            );
        }
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
