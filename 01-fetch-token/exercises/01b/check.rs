//! The checks of 01b. The names of the tests say what is required.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::basic;

/// What the server reads.
fn pair(header: &str) -> String {
    let base64 = header.strip_prefix("Basic ");
    let base64 = base64.unwrap_or_else(|| panic!("{header:?} does not begin with `Basic `"));
    let bytes = BASE64_STANDARD.decode(base64);
    let bytes = bytes.unwrap_or_else(|error| panic!("{base64:?} is not base64: {error}"));
    String::from_utf8(bytes).expect("the pair is UTF-8")
}

/// Each byte as the form encodes it.
fn encoded(text: &str) -> String {
    let byte = |byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        b' ' => "+".to_owned(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn is_encoded(id: &str, secret: &str) {
    println!("input: the id {id:?} and the secret {secret:?}");
    let expected = format!("{}:{}", encoded(id), encoded(secret));
    let read = pair(&basic(id, secret));
    assert_eq!(read, expected, "the id is {id:?} and the secret {secret:?}");
}

#[test]
fn a_simple_secret_looks_as_in_every_tutorial() {
    let expected = "Basic dGVzdF9hcGlfY2xpZW50Omh1bnRlcjI=";
    assert_eq!(basic("test_api_client", "hunter2"), expected);
}

#[test]
fn a_percent_sign_in_the_secret_is_encoded() {
    is_encoded("id", "100%25");
}

#[test]
fn a_plus_in_the_secret_is_not_a_space() {
    is_encoded("id", "a+b c");
}

#[test]
fn a_colon_in_the_id_does_not_divide_the_pair() {
    is_encoded("urn:client", "s:t");
}

#[test]
fn characters_beyond_ascii_are_encoded_as_utf8() {
    for text in ["Zürich", "秘密", "🔑"] {
        is_encoded(text, text);
    }
}

#[test]
fn every_character_of_ascii_is_encoded_as_in_a_form() {
    for character in (0..=127).map(char::from) {
        is_encoded(
            &format!("i{character}d"),
            &format!("{character}{character}"),
        );
    }
    is_encoded("", "");
}
