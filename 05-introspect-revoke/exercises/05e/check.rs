//! The checks of 05e. The names of the tests say what is required.

use super::{Answer, Next, next};

/// The body says nothing about what to do next.
const BODIES: [&str; 5] = [
    "{}",
    r#"{"error":"invalid_token","error_description":"Invalid token"}"#,
    r#"{"error":"invalid_client"}"#,
    r#"{"error":"invalid_request","error_description":"Unmatching clients"}"#,
    "",
];

fn is(expected: &Next, status: u16) {
    for body in BODIES {
        assert_eq!(
            &next(Some(&Answer { status, body })),
            expected,
            "{status} {body}"
        );
    }
}

#[test]
fn with_200_the_token_is_gone() {
    is(&Next::Gone, 200);
}

#[test]
fn without_a_clear_answer_the_token_may_still_be_there() {
    assert_eq!(next(None), Next::TryAgain, "no answer at all");
    for status in 500..=599 {
        is(&Next::TryAgain, status);
    }
}

#[test]
fn a_401_is_about_our_own_credentials() {
    is(&Next::OwnCredentials, 401);
}

#[test]
fn with_any_other_status_the_token_was_not_revoked() {
    for status in (201..=499).filter(|status| *status != 401) {
        is(&Next::Refused, status);
    }
}
