//! The checks of 04c. The names of the tests say what is required.

use super::{Answer, INVALID_TOKEN, Outcome, RETRY_AFTER, answer};

fn is(expected: (u16, Option<&'static str>, Option<u64>), outcome: &Outcome) {
    let (status, challenge, retry_after) = expected;
    let expected = Answer {
        status,
        challenge,
        retry_after,
    };
    assert_eq!(answer(outcome), expected, "{outcome:?}");
}

#[test]
fn a_good_token_is_let_in() {
    is((200, None, None), &Outcome::Good);
}

#[test]
fn a_bad_token_is_401_with_a_challenge() {
    for outcome in [Outcome::Expired, Outcome::BadSignature] {
        is((401, Some(INVALID_TOKEN), None), &outcome);
    }
}

#[test]
fn what_could_not_be_checked_is_503() {
    let outcomes = [
        Outcome::IssuerDown { seconds: 2 },
        Outcome::IssuerTalksNonsense,
        Outcome::OwnCredentialsRefused,
    ];
    for outcome in outcomes {
        let Answer {
            status, challenge, ..
        } = answer(&outcome);
        assert_eq!(status, 503, "{outcome:?}: nobody has checked the token");
        assert_eq!(challenge, None, "{outcome:?}: another token would not help");
    }
}

#[test]
fn the_client_learns_when_to_come_back() {
    for seconds in (0..100).chain([3600, u64::MAX]) {
        is((503, None, Some(seconds)), &Outcome::IssuerDown { seconds });
    }
    for outcome in [Outcome::IssuerTalksNonsense, Outcome::OwnCredentialsRefused] {
        is((503, None, Some(RETRY_AFTER)), &outcome);
    }
}
