//! The checks of 02a. The names of the tests say what is required.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::decode;

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

#[test]
fn the_sample_of_the_tutorial_is_read() {
    let (header, payload) = decode(decode_jwt::SAMPLE).expect("it is a token");
    assert_eq!(header["alg"], "RS256", "alg in the header");
    assert_eq!(payload["azp"], "test_api_client", "azp in the payload");
}

#[test]
fn characters_that_base64_does_not_have_are_read() {
    let payload = json!({"sub": "ü?>~~?>"});
    let part = encode(payload.to_string());
    assert!(
        part.contains('-') && part.contains('_'),
        "a good example has both"
    );
    let decoded = decode(&format!("e30.{part}.c2ln"));
    assert_eq!(decoded, Some((json!({}), payload)), "the payload is {part}");
}

#[test]
fn every_header_and_every_payload_is_read() {
    for length in 0..30 {
        let header = json!({"kid": "~".repeat(length), "alg": "none"});
        let payload = json!({"sub": "?".repeat(length), "aud": ["ü", length]});
        let token = format!(
            "{}.{}.c2ln",
            encode(header.to_string()),
            encode(payload.to_string())
        );
        assert_eq!(
            decode(&token),
            Some((header, payload)),
            "the token is {token}"
        );
    }
}

#[test]
fn two_parts_or_four_are_not_a_token() {
    for token in [
        "",
        ".",
        "e30",
        "e30.e30",
        "e30.e30.c2ln.e30",
        "e30.e30.c2ln.e30.e30",
    ] {
        assert_eq!(decode(token), None, "{token:?}");
    }
}

/// Something that is not a part of a token is neither a header nor a payload.
fn is_refused(part: &str, because: &str) {
    println!("input: a header or a payload of {part:?}, {because}");
    assert_eq!(
        decode(&format!("{part}.e30.c2ln")),
        None,
        "the header is {part:?}: {because}"
    );
    assert_eq!(
        decode(&format!("e30.{part}.c2ln")),
        None,
        "the payload is {part:?}: {because}"
    );
}

#[test]
fn padding_is_not_part_of_a_token() {
    is_refused("e30=", "with padding");
    is_refused("eyJhIjoxfQ==", "with padding");
}

#[test]
fn the_alphabet_is_that_of_base64url() {
    is_refused("eyJhIjoiPz8/In0", "`/` is of the other alphabet");
    is_refused("eyJhIjoifn5+In0", "`+` is of the other alphabet");
    is_refused("!!!", "of no alphabet");
    is_refused("e30 ", "with a space");
    is_refused("e30\n", "with a line break");
}

#[test]
fn what_is_not_json_is_not_a_token() {
    is_refused("aGVsbG8", "it says `hello`");
    is_refused("", "empty");
    is_refused("eyJhIjox", "the JSON is cut off");
    is_refused("_w", "not UTF-8");
    is_refused("e", "the base64 is cut off");
}
