//! Whatever is done to a token, the verifier answers, and never says yes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what fails here fails a test"
)]

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;
use verify_signature::{Clock, KeySet, Policy, Verifier};

const NOW: u64 = 1_680_600_000;

/// Two good tokens, and what verifies them.
struct World {
    tokens: [String; 2],
    keys: KeySet,
    verifier: Verifier,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let key = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let (n, e) = (key.public_key().modulus(), key.public_key().exponent());
    let jwk = json!({
        "kid": "1", "kty": "RSA",
        "n": encode(n.big_endian_without_leading_zero()),
        "e": encode(e.big_endian_without_leading_zero()),
    });
    World {
        tokens: ["1", "2"].map(|jti| token(&key, jti)),
        keys: KeySet::from_json(json!({"keys": [jwk]}).to_string().as_bytes()).unwrap(),
        verifier: Verifier::new(Policy::new("issuer", "api"), Clock::new(|| NOW)),
    }
});

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn token(key: &RsaKeyPair, jti: &str) -> String {
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": "1"}).to_string();
    let claims = json!({"exp": NOW, "iss": "issuer", "aud": "api", "jti": jti}).to_string();
    let input = format!("{}.{}", encode(header), encode(claims));
    let mut signature = vec![0; key.public_modulus_len()];
    let random = SystemRandom::new();
    key.sign(&RSA_PKCS1_SHA256, &random, input.as_bytes(), &mut signature)
        .unwrap();
    format!("{input}.{}", encode(signature))
}

fn accepted(token: &str) -> bool {
    WORLD.verifier.verify(token, &WORLD.keys).is_ok()
}

/// Something that is done to a token.
#[derive(Clone, Debug)]
enum Change {
    Replace(Index, char),
    Insert(Index, String),
    Delete(Index, Index),
    SwapSegments(Index, Index),
    /// The end of the other token from there on.
    Splice(Index),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        (
            any::<Index>(),
            "[ -~]".prop_map(|it| it.chars().next().unwrap())
        )
            .prop_map(|(at, to)| Change::Replace(at, to)),
        (any::<Index>(), "[A-Za-z0-9_.=-]{1,5}").prop_map(|(at, text)| Change::Insert(at, text)),
        any::<(Index, Index)>().prop_map(|(from, to)| Change::Delete(from, to)),
        any::<(Index, Index)>().prop_map(|(one, other)| Change::SwapSegments(one, other)),
        any::<Index>().prop_map(Change::Splice),
    ]
}

fn changed(token: &str, change: &Change) -> String {
    let mut token = token.to_owned();
    match change {
        Change::Replace(at, to) => {
            let at = at.index(token.len());
            token.replace_range(at..=at, &to.to_string());
        }
        Change::Insert(at, text) => token.insert_str(at.index(token.len() + 1), text),
        Change::Delete(from, to) => {
            let (from, to) = (from.index(token.len()), to.index(token.len()));
            token.replace_range(from.min(to)..from.max(to), "");
        }
        Change::SwapSegments(one, other) => {
            let mut segments: Vec<_> = token.split('.').collect();
            let count = segments.len();
            segments.swap(one.index(count), other.index(count));
            token = segments.join(".");
        }
        Change::Splice(at) => {
            let at = at.index(token.len());
            let end = WORLD.tokens[1].get(at..).unwrap_or_default();
            token.replace_range(at.., end);
        }
    }
    token
}

#[test]
fn the_tokens_are_good_before_they_are_changed() {
    assert!(WORLD.tokens.iter().all(|token| accepted(token)));
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_changed_token_is_refused(changes in prop::collection::vec(change(), 1..4)) {
        let mut token = WORLD.tokens[0].clone();
        for change in &changes {
            if token.is_empty() {
                break;
            }
            token = changed(&token, change);
        }
        // Changes can undo each other, or splice the whole of the other token.
        prop_assume!(!WORLD.tokens.contains(&token));
        prop_assert!(!accepted(&token));
    }

    #[test]
    fn any_header_and_claims_without_a_signature_are_refused(
        header in "\\PC*", alg in "RS256|none|HS256|.*", kid in "1|.*", claims in "\\PC*", signature: Vec<u8>,
    ) {
        let named = json!({"alg": alg, "kid": kid}).to_string();
        for header in [header, named] {
            let token = format!("{}.{}.{}", encode(header), encode(&claims), encode(&signature));
            prop_assert!(!accepted(&token));
        }
    }

    #[test]
    fn any_text_is_refused(text in "\\PC*|[A-Za-z0-9_.=-]*") {
        prop_assert!(!accepted(&text));
    }

    #[test]
    fn any_keys_are_read_or_refused(json in "\\PC*", n: Vec<u8>, e: Vec<u8>, other in "\\PC*") {
        drop(KeySet::from_json(json.as_bytes()));
        let jwk = json!({"kid": "1", "kty": "RSA", "n": encode(n), "e": encode(e), "alg": other});
        let set = json!({"keys": [jwk, other]}).to_string();
        let keys = KeySet::from_json(set.as_bytes()).unwrap();
        prop_assert!(WORLD.verifier.verify(&WORLD.tokens[0], &keys).is_err());
    }
}
