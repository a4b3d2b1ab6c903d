//! The checks of 01a. The names of the tests say what is demanded.

use super::{Advice, advice};

#[test]
fn a_wrong_secret_is_about_credentials() {
    let rfc = r#"{"error": "invalid_client"}"#;
    assert_eq!(advice(401, rfc), Advice::CheckCredentials, "401 {rfc}");
    let keycloak = r#"{"error": "unauthorized_client", "error_description": "Invalid client or Invalid client credentials"}"#;
    assert_eq!(
        advice(401, keycloak),
        Advice::CheckCredentials,
        "401 {keycloak}"
    );
}

#[test]
fn invalid_client_may_come_with_400_as_well() {
    let body = r#"{"error": "invalid_client"}"#;
    assert_eq!(advice(400, body), Advice::CheckCredentials, "400 {body}");
}

#[test]
fn a_scope_that_the_client_may_not_have_is_about_the_scope() {
    let body = r#"{"error": "invalid_scope", "error_description": "Invalid scopes: nope"}"#;
    assert_eq!(advice(400, body), Advice::CheckScope, "400 {body}");
}

#[test]
fn the_description_does_not_count() {
    let body = r#"{"error": "invalid_request", "error_description": "Missing parameter: scope"}"#;
    assert_eq!(advice(400, body), Advice::CheckRequest, "400 {body}");
    let body = r#"{"error": "invalid_client", "error_description": "Kein Zutritt"}"#;
    assert_eq!(advice(401, body), Advice::CheckCredentials, "401 {body}");
}

#[test]
fn other_codes_are_about_the_request() {
    for code in [
        "invalid_request",
        "unsupported_grant_type",
        "one_of_tomorrow",
    ] {
        let body = format!(r#"{{"error": "{code}"}}"#);
        assert_eq!(advice(400, &body), Advice::CheckRequest, "400 {body}");
    }
}

#[test]
fn what_is_no_oauth_error_is_some_other_server() {
    for body in [
        "<html>Not found</html>",
        "",
        r#"{"message": "no"}"#,
        r#"{"error": 7}"#,
        "[]",
    ] {
        assert_eq!(advice(404, body), Advice::WrongServer, "404 {body}");
    }
}

#[test]
fn a_server_that_is_in_trouble_is_asked_again_later() {
    for body in ["<html>Bad gateway</html>", r#"{"error": "invalid_client"}"#] {
        assert_eq!(advice(502, body), Advice::TryLater, "502 {body}");
    }
}
