//! The checks of 05b. The names of the tests say what is required.

use super::weak::{self, Answer};
use super::{forge, status};

#[test]
fn the_forged_token_is_not_the_issuers() {
    let answer = weak::ask_issuer(&forge());
    assert_ne!(answer, Answer::Active, "that is a good token: take another");
}

#[test]
fn the_weak_api_lets_it_in() {
    let forged = forge();
    let answer = weak::ask_issuer(&forged);
    assert_eq!(
        weak::call(&forged),
        200,
        "the weak API; the issuer has answered {answer:?}"
    );
}

#[test]
fn the_repaired_api_lets_active_tokens_in() {
    assert_eq!(status(&weak::ask_issuer(weak::GOOD)), 200, "a good token");
}

#[test]
fn the_repaired_api_refuses_inactive_ones() {
    assert_eq!(
        status(&weak::ask_issuer("revoked")),
        401,
        "an inactive token"
    );
}

#[test]
fn the_repaired_api_lets_nobody_in_by_mistake() {
    let answer = weak::ask_issuer(&forge());
    assert_ne!(
        status(&answer),
        200,
        "your own forgery; the issuer has answered {answer:?}"
    );
}

#[test]
fn the_repaired_api_says_that_the_trouble_is_with_the_issuer() {
    let other = (400..=599).chain(201..=399).chain(100..=199);
    let refused = other.map(Answer::Refused);
    for answer in refused.chain([Answer::TimedOut]) {
        assert_eq!(status(&answer), 503, "the issuer has answered {answer:?}");
    }
}
