//! The checks of 01b. The names of the tests say what is demanded.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::basic;

/// What the server reads.
fn pair(header: &str) -> String {
    let base64 = header
        .strip_prefix("Basic ")
        .expect("it begins with `Basic `");
    let bytes = BASE64_STANDARD
        .decode(base64)
        .expect("the rest is base64, with padding");
    String::from_utf8(bytes).expect("the pair is UTF-8")
}

#[test]
fn a_simple_secret_looks_as_in_every_tutorial() {
    let expected = "Basic dGVzdF9hcGlfY2xpZW50Omh1bnRlcjI=";
    assert_eq!(basic("test_api_client", "hunter2"), expected);
}

#[test]
fn a_percent_sign_in_the_secret_is_encoded() {
    assert_eq!(
        pair(&basic("id", "100%25")),
        "id:100%2525",
        "the secret is 100%25"
    );
}

#[test]
fn a_plus_in_the_secret_is_not_a_blank() {
    assert_eq!(
        pair(&basic("id", "a+b c")),
        "id:a%2Bb+c",
        "the secret is `a+b c`"
    );
}

#[test]
fn a_colon_in_the_id_does_not_divide_the_pair() {
    assert_eq!(pair(&basic("urn:client", "s:t")), "urn%3Aclient:s%3At");
}

#[test]
fn letters_beyond_ascii_are_encoded_as_utf8() {
    assert_eq!(pair(&basic("id", "Zürich")), "id:Z%C3%BCrich");
}
