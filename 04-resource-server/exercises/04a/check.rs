//! The checks of 04a. The names of the tests say what is required.

use super::{Reason, challenge};

/// The parameters of a challenge, sorted: RFC 9110 §11.2 gives them no order.
fn parameters(challenge: &str) -> Vec<(&str, &str)> {
    let Some(parameters) = challenge.strip_prefix("Bearer ") else {
        assert_eq!(challenge, "Bearer", "a challenge without parameters");
        return Vec::new();
    };
    let parameters = parameters.split(", ").map(|parameter| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = value
            .strip_prefix('"')
            .and_then(|value| value.strip_suffix('"'));
        match value {
            Some(value) if !value.contains('"') => (name, value),
            _ => panic!("{parameter:?} is not a name and a value in quotes, in {challenge:?}"),
        }
    });
    let mut parameters: Vec<_> = parameters.collect();
    parameters.sort_unstable();
    parameters
}

fn is(status: u16, expected: &[(&str, &str)], reason: &Reason) {
    println!("input: {reason:?}");
    let (found, challenge) = challenge(reason);
    assert_eq!(found, status, "the status for {reason:?}");
    assert_eq!(
        parameters(&challenge),
        expected,
        "the challenge for {reason:?} is {challenge:?}"
    );
}

#[test]
fn a_client_that_sent_nothing_did_nothing_wrong() {
    assert_eq!(challenge(&Reason::NoToken), (401, "Bearer".to_owned()));
}

#[test]
fn a_malformed_request_is_a_bad_request() {
    is(400, &[("error", "invalid_request")], &Reason::Malformed);
}

#[test]
fn a_token_that_is_not_valid_is_invalid() {
    is(401, &[("error", "invalid_token")], &Reason::InvalidToken);
}

#[test]
fn a_missing_scope_is_forbidden_and_named() {
    for scope in [
        "test_api_access",
        "read write",
        "a",
        "https://api.example/x",
        "mail:send",
        "Read",
    ] {
        let expected = [("error", "insufficient_scope"), ("scope", scope)];
        is(403, &expected, &Reason::MissingScope(scope));
    }
}
