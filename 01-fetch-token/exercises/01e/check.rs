//! The checks of 01e. The names of the tests say what is demanded.

use super::{Answer, wait};

fn status(code: u16) -> Answer {
    Answer::Status {
        code,
        retry_after: None,
    }
}

#[test]
fn a_refusal_is_never_tried_again() {
    for code in [400, 401, 403, 404] {
        assert_eq!(wait(&status(code), 1), None, "status {code} is a refusal");
    }
}

#[test]
fn trouble_is_tried_again_and_each_time_later() {
    for answer in [Answer::TimedOut, status(500), status(503), status(429)] {
        assert_eq!(wait(&answer, 1), Some(1), "{answer:?}, after the first try");
        assert_eq!(
            wait(&answer, 2),
            Some(2),
            "{answer:?}, after the second try"
        );
    }
}

#[test]
fn the_third_try_is_the_last() {
    for answer in [Answer::TimedOut, status(503)] {
        assert_eq!(wait(&answer, 3), None, "{answer:?}, after the third try");
    }
}

#[test]
fn the_server_may_ask_for_more_patience() {
    let busy = |seconds| Answer::Status {
        code: 503,
        retry_after: Some(seconds),
    };
    assert_eq!(wait(&busy(20), 1), Some(20), "the server said 20 s");
    assert_eq!(
        wait(&busy(0), 2),
        Some(2),
        "the server said 0 s, and this is the second try"
    );
}

#[test]
fn but_not_for_endless_patience() {
    let busy = |seconds| Answer::Status {
        code: 503,
        retry_after: Some(seconds),
    };
    assert_eq!(wait(&busy(60), 1), Some(60), "the server said 60 s");
    assert_eq!(wait(&busy(3600), 1), None, "the server said an hour");
}
