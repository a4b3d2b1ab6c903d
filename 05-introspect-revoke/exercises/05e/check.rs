//! The checks of 05e. The names of the tests say what is demanded.

use super::{Answer, Next, next};

fn after(status: u16, body: &'static str) -> Next {
    next(Some(&Answer { status, body }))
}

#[test]
fn with_200_the_token_is_gone() {
    assert_eq!(after(200, ""), Next::Gone, "200, and an empty body");
}

#[test]
fn a_token_that_nobody_knows_is_gone_as_well() {
    let body = r#"{"error":"invalid_token","error_description":"Invalid token"}"#;
    assert_eq!(after(200, body), Next::Gone, "200 {body}");
}

#[test]
fn without_a_clear_answer_the_token_may_still_be_there() {
    for status in [500, 502, 503] {
        assert_eq!(after(status, ""), Next::TryAgain, "status {status}");
    }
    assert_eq!(next(None), Next::TryAgain, "no answer at all");
}

#[test]
fn a_401_is_about_our_own_credentials() {
    let body = r#"{"error":"invalid_client"}"#;
    assert_eq!(after(401, body), Next::OwnCredentials, "401 {body}");
}

#[test]
fn another_clients_token_cannot_be_revoked() {
    let body = r#"{"error":"invalid_request","error_description":"Unmatching clients"}"#;
    assert_eq!(after(400, body), Next::Refused, "400 {body}");
}
