//! What is printed of scopes and keys.

use verify_signature::{KeySet, Scopes};

#[test]
fn scopes_are_printed_as_they_came() {
    let scopes = Scopes::from("read write");
    assert_eq!(scopes.to_string(), "read write");
    assert!(scopes.contains("write"));
}

#[test]
fn keys_are_printed_with_what_is_wrong_with_them_and_not_with_their_numbers() {
    let json = br#"{"keys": [{"kid": "1", "kty": "oct", "k": "c2VjcmV0"}]}"#;
    let keys = KeySet::from_json(json).unwrap();
    assert_eq!(
        format!("{keys:?}"),
        r#"{"1": "its kty is not RSA, EC or OKP"}"#
    );
}
