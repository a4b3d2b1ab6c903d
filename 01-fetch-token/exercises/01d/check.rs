//! The checks of 01d. The names of the tests say what is demanded.

use super::{Client, loggable};

fn debug(secret: &str) -> String {
    let client = Client {
        id: "test_api_client".into(),
        secret: secret.into(),
    };
    format!("{client:?}")
}

#[test]
fn debug_shows_the_id() {
    let output = debug("hunter2");
    assert!(
        output.contains("test_api_client"),
        "there is no id in {output}"
    );
}

#[test]
fn debug_shows_no_letter_of_the_secret() {
    let output = debug("Zq7-Xw9-Kj4");
    for piece in ["Zq7", "Xw9", "Kj4"] {
        assert!(
            !output.contains(piece),
            "there is {piece:?} of the secret in {output}"
        );
    }
}

#[test]
fn debug_does_not_tell_how_long_the_secret_is() {
    assert_eq!(
        debug("short"),
        debug("a much longer secret"),
        "two secrets look different"
    );
}

#[test]
fn the_log_shows_what_is_known_to_be_harmless() {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", "me"),
        ("scope", "a b"),
    ];
    assert_eq!(
        loggable(&form),
        "grant_type=client_credentials&client_id=me&scope=a b"
    );
}

#[test]
fn the_log_hides_secrets_and_tokens() {
    let form = [
        ("client_id", "me"),
        ("client_secret", "hunter2"),
        ("token", "eyJ…"),
    ];
    assert_eq!(
        loggable(&form),
        "client_id=me&client_secret=[redacted]&token=[redacted]"
    );
}

#[test]
fn the_log_hides_what_nobody_here_knows() {
    let form = [("client_assertion", "eyJ…"), ("secret_of_tomorrow", "x")];
    assert_eq!(
        loggable(&form),
        "client_assertion=[redacted]&secret_of_tomorrow=[redacted]"
    );
}
