//! The checks of 04c. The names of the tests say what is demanded.

use super::{Answer, INVALID_TOKEN, Outcome, RETRY_AFTER, answer};

#[test]
fn a_good_token_is_let_in() {
    let expected = Answer {
        status: 200,
        challenge: None,
        retry_after: None,
    };
    assert_eq!(answer(&Outcome::Good), expected);
}

#[test]
fn a_bad_token_is_401_with_a_challenge() {
    for outcome in [Outcome::Expired, Outcome::BadSignature] {
        let expected = Answer {
            status: 401,
            challenge: Some(INVALID_TOKEN),
            retry_after: None,
        };
        assert_eq!(answer(&outcome), expected, "{outcome:?}");
    }
}

#[test]
fn what_could_not_be_judged_is_503() {
    let outcomes = [
        Outcome::IssuerDown { seconds: 2 },
        Outcome::IssuerTalksNonsense,
        Outcome::OwnCredentialsRefused,
    ];
    for outcome in outcomes {
        assert_eq!(
            answer(&outcome).status,
            503,
            "{outcome:?}: nobody has judged the token"
        );
    }
}

#[test]
fn no_challenge_when_another_token_would_not_help() {
    for outcome in [
        Outcome::IssuerDown { seconds: 2 },
        Outcome::OwnCredentialsRefused,
    ] {
        assert_eq!(answer(&outcome).challenge, None, "{outcome:?}");
    }
}

#[test]
fn the_client_learns_when_to_come_back() {
    let after = |outcome| answer(&outcome).retry_after;
    assert_eq!(
        after(Outcome::IssuerDown { seconds: 2 }),
        Some(2),
        "the seconds of the outcome"
    );
    assert_eq!(
        after(Outcome::IssuerTalksNonsense),
        Some(RETRY_AFTER),
        "nobody knows how long"
    );
    assert_eq!(
        after(Outcome::OwnCredentialsRefused),
        Some(RETRY_AFTER),
        "nobody knows how long"
    );
}
