//! Whatever comes, decoding answers, and what it answers is what was encoded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what fails here fails a test"
)]

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use decode_jwt::{Part, SAMPLE, decode, decode_base64url, parse_object, split, times};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// JSON of all kinds, three levels deep.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".*".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 20, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            members_of(inner).prop_map(Value::Object),
        ]
    })
}

fn members_of(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    prop::collection::hash_map(".*", value, 0..5).prop_map(|it| it.into_iter().collect())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_is_answered(text in "\\PC*|[A-Za-z0-9_.=+/-]*|[\\x00-\\x7f]*") {
        if let Ok(decoded) = decode(&text) {
            drop(times::readable(&decoded.payload));
        }
        if let Ok(bytes) = decode_base64url(Part::Payload, &text) {
            prop_assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(bytes), text, "it has two spellings");
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes: Vec<u8>) {
        drop(parse_object(Part::Payload, &bytes));
    }

    #[test]
    fn what_was_encoded_is_what_is_decoded(
        header in members_of(json()), payload in members_of(json()), signature: Vec<u8>,
    ) {
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let text = |members: &Map<String, Value>| serde_json::to_vec(members).unwrap();
        let (first, second, third) = (text(&header), text(&payload), encode(&signature));
        let token = format!("{}.{}.{third}", encode(&first), encode(&second));
        let segments = split(&token).unwrap();
        prop_assert_eq!(format!("{}.{}", segments.header, segments.payload), segments.signing_input);
        prop_assert_eq!(segments.signature, third);
        // serde_json reads a number to the last bit but one, so it is read twice here.
        let again = |bytes: &[u8]| serde_json::from_slice::<Map<String, Value>>(bytes).unwrap();
        let decoded = decode(&token).unwrap();
        prop_assert_eq!(decoded.header, again(&first));
        prop_assert_eq!(decoded.payload, again(&second));
        prop_assert_eq!(decoded.signature, signature);
    }

    #[test]
    fn a_token_with_one_byte_changed_has_another_meaning(at: Index, to in 0x21_u8..0x7f) {
        let mut bytes = SAMPLE.as_bytes().to_vec();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != to);
        bytes[at] = to;
        let (good, text) = (decode(SAMPLE).unwrap(), String::from_utf8(bytes).unwrap());
        if let Ok(other) = decode(&text) {
            let same = other.header == good.header && other.payload == good.payload;
            prop_assert!(!same || other.signature != good.signature);
        }
    }
}
