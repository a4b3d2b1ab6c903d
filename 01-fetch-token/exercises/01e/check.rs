//! The checks of 01e. The names of the tests say what is required.

use super::{Answer, wait};

fn status(code: u16) -> Answer {
    let retry_after = None;
    Answer::Status { code, retry_after }
}

fn busy(code: u16, seconds: u64) -> Answer {
    let retry_after = Some(seconds);
    Answer::Status { code, retry_after }
}

fn is(expected: Option<u64>, answer: &Answer, tries: u32) {
    println!("input: try {tries} came to {answer:?}");
    assert_eq!(
        wait(answer, tries),
        expected,
        "try {tries} came to {answer:?}"
    );
}

#[test]
fn a_refusal_is_never_tried_again() {
    for code in (400..=499).filter(|code| *code != 429) {
        for tries in 1..=3 {
            is(None, &status(code), tries);
            is(None, &busy(code, 5), tries);
        }
    }
}

#[test]
fn trouble_is_tried_again_and_each_time_later() {
    for answer in [Answer::TimedOut, status(429)]
        .into_iter()
        .chain((500..=599).map(status))
    {
        is(Some(1), &answer, 1);
        is(Some(2), &answer, 2);
    }
}

#[test]
fn the_third_try_is_the_last() {
    for answer in [Answer::TimedOut, status(503), status(429), busy(503, 5)] {
        for tries in [3, 4, 5, 100] {
            is(None, &answer, tries);
        }
    }
}

#[test]
fn the_server_may_ask_for_more_patience() {
    for code in [429, 500, 502, 503, 504] {
        for seconds in 2..=60 {
            is(Some(seconds), &busy(code, seconds), 1);
            is(Some(seconds), &busy(code, seconds), 2);
        }
        for seconds in [0, 1] {
            is(Some(1), &busy(code, seconds), 1);
            is(Some(2), &busy(code, seconds), 2);
        }
    }
}

#[test]
fn but_not_for_endless_patience() {
    for code in [429, 503] {
        for seconds in [61, 62, 120, 3600, u64::MAX] {
            is(None, &busy(code, seconds), 1);
        }
    }
}
