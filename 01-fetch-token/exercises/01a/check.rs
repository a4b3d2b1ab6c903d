//! The checks of 01a. The names of the tests say what is required.

use super::{Advice, advice};

/// Statuses that say nothing about who has to do something.
const REFUSED: [u16; 6] = [400, 401, 403, 404, 429, 499];

fn is(expected: &Advice, status: u16, body: &str) {
    println!("input: {status} {body}");
    assert_eq!(&advice(status, body), expected, "{status} {body}");
}

#[test]
fn a_wrong_secret_is_about_credentials() {
    let keycloak = r#"{"error": "unauthorized_client", "error_description": "Invalid client or Invalid client credentials"}"#;
    for body in [r#"{"error": "invalid_client"}"#, keycloak] {
        is(&Advice::CheckCredentials, 401, body);
    }
}

#[test]
fn a_scope_that_the_client_may_not_have_is_about_the_scope() {
    let body = r#"{"error": "invalid_scope", "error_description": "Invalid scopes: nope"}"#;
    is(&Advice::CheckScope, 400, body);
}

#[test]
fn the_description_does_not_count() {
    let body = r#"{"error": "invalid_request", "error_description": "Missing parameter: scope"}"#;
    is(&Advice::CheckRequest, 400, body);
    let body = r#"{"error": "invalid_client", "error_description": "Kein Zutritt"}"#;
    is(&Advice::CheckCredentials, 401, body);
    let body = r#"{"error_description": "\"error\": \"invalid_scope\"", "error": "x"}"#;
    is(&Advice::CheckRequest, 400, body);
}

#[test]
fn other_codes_are_about_the_request() {
    for code in [
        "invalid_request",
        "unsupported_grant_type",
        "one_of_tomorrow",
        "invalid_client_metadata",
        "invalid_scopes",
        "Invalid_Client",
    ] {
        is(
            &Advice::CheckRequest,
            400,
            &format!(r#"{{"error": "{code}"}}"#),
        );
    }
}

#[test]
fn below_500_the_status_does_not_count() {
    for status in REFUSED {
        is(
            &Advice::CheckCredentials,
            status,
            r#"{"error":"invalid_client"}"#,
        );
        is(
            &Advice::CheckScope,
            status,
            "{ \"error\" :\n \"invalid_scope\" }",
        );
        is(
            &Advice::CheckCredentials,
            status,
            r#"{"error": "invalid\u005fclient"}"#,
        );
        is(
            &Advice::CheckRequest,
            status,
            r#"{"error": "invalid_grant"}"#,
        );
        is(&Advice::WrongServer, status, "<html>Not found</html>");
    }
}

#[test]
fn what_is_not_an_oauth_error_is_from_some_other_server() {
    for body in [
        "<html>Not found</html>",
        "",
        r#"{"message": "no"}"#,
        r#"{"error": 7}"#,
        r#"{"error": null}"#,
        r#"{"error": {"code": "invalid_client"}}"#,
        r#"{"errors": [{"error": "invalid_client"}]}"#,
        "[]",
        r#"["invalid_client"]"#,
        r#""invalid_client""#,
        r#"{"error": "invalid_client""#,
    ] {
        is(&Advice::WrongServer, 404, body);
    }
}

#[test]
fn a_server_that_is_in_trouble_is_asked_again_later() {
    for status in 500..=599 {
        for body in [
            "<html>Bad gateway</html>",
            r#"{"error": "invalid_client"}"#,
            "",
        ] {
            is(&Advice::TryLater, status, body);
        }
    }
}
