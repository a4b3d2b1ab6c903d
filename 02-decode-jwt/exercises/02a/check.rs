//! The checks of 02a. The names of the tests say what is demanded.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;

use super::decode;

#[test]
fn the_sample_of_the_tutorial_is_read() {
    let (header, payload) = decode(decode_jwt::SAMPLE).expect("it is a token");
    assert_eq!(header["alg"], "RS256", "alg in the header");
    assert_eq!(payload["azp"], "test_api_client", "azp in the payload");
}

#[test]
fn letters_that_base64_does_not_have_are_read() {
    let payload = json!({"sub": "ü?>~~?>"});
    let part = BASE64_URL_SAFE_NO_PAD.encode(payload.to_string());
    assert!(
        part.contains('-') && part.contains('_'),
        "a good example has both"
    );
    let decoded = decode(&format!("e30.{part}.c2ln"));
    assert_eq!(decoded, Some((json!({}), payload)), "the payload is {part}");
}

#[test]
fn two_parts_or_four_are_no_token() {
    for token in [
        "",
        "e30",
        "e30.e30",
        "e30.e30.c2ln.e30",
        "e30.e30.c2ln.e30.e30",
    ] {
        assert_eq!(decode(token), None, "{token:?}");
    }
}

#[test]
fn padding_is_not_part_of_a_token() {
    assert_eq!(decode("e30=.e30=.c2ln"), None);
}

#[test]
fn what_is_not_json_is_no_token() {
    assert_eq!(decode("!!!.e30.c2ln"), None, "the header is not base64url");
    assert_eq!(decode("aGVsbG8.e30.c2ln"), None, "the header is `hello`");
}
