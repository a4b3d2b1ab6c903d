//! The checks of 04a. The names of the tests say what is demanded.

use super::{Reason, challenge};

#[test]
fn who_sent_nothing_did_nothing_wrong() {
    assert_eq!(challenge(&Reason::NoToken), (401, "Bearer".to_owned()));
}

#[test]
fn a_malformed_request_is_a_bad_request() {
    let expected = (400, r#"Bearer error="invalid_request""#.to_owned());
    assert_eq!(challenge(&Reason::Malformed), expected);
}

#[test]
fn a_token_that_is_worth_nothing_is_invalid() {
    let expected = (401, r#"Bearer error="invalid_token""#.to_owned());
    assert_eq!(challenge(&Reason::InvalidToken), expected);
}

#[test]
fn a_missing_scope_is_forbidden_and_named() {
    for scope in ["test_api_access", "read write"] {
        let (status, challenge) = challenge(&Reason::MissingScope(scope));
        assert_eq!(
            status, 403,
            "another token of this client would not help, unless with a scope"
        );
        let expected = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
        assert_eq!(challenge, expected);
    }
}
