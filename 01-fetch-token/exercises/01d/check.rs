//! The checks of 01d. The names of the tests say what is required.

use super::{Client, loggable};

/// What `{:?}` shows, and what `{:#?}` and `dbg!` show.
fn debug(id: &str, secret: &str) -> [String; 2] {
    let (id, secret) = (id.into(), secret.into());
    let client = Client { id, secret };
    [format!("{client:?}"), format!("{client:#?}")]
}

#[test]
fn debug_shows_the_id() {
    for id in ["test_api_client", "another-client"] {
        for output in debug(id, "hunter2") {
            assert!(output.contains(id), "the id {id:?} is not in {output}");
        }
    }
}

#[test]
fn debug_shows_no_character_of_the_secret() {
    for output in debug("test_api_client", "Zq7-Xw9-Kj4") {
        for piece in ["Zq7", "Xw9", "Kj4"] {
            assert!(
                !output.contains(piece),
                "{piece:?} of the secret is in {output}"
            );
        }
    }
}

#[test]
fn debug_tells_nothing_about_the_secret() {
    for secret in ["short", "a much longer secret", "a", ""] {
        let shown = debug("me", secret);
        assert_eq!(
            shown,
            debug("me", "hunter2"),
            "{secret:?} looks different from \"hunter2\""
        );
    }
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
    assert_eq!(
        loggable(&[("scope", "x"), ("client_id", "you")]),
        "scope=x&client_id=you"
    );
    assert_eq!(loggable(&[]), "", "a form without parameters");
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
fn the_log_hides_every_other_parameter() {
    for name in [
        "client_assertion",
        "secret_of_tomorrow",
        "password",
        "code",
        "refresh_token",
        "username",
        "client_identity",
        "scopes",
        "scope_2",
        "old_scope",
        "grant_type_secret",
        "Client_Id",
        "",
    ] {
        println!("input: the parameter {name:?}");
        let line = loggable(&[("scope", "a"), (name, "hunter2"), ("client_id", "me")]);
        let expected = format!("scope=a&{name}=[redacted]&client_id=me");
        assert_eq!(line, expected, "the parameter {name:?}");
    }
}
