//! The checks of 01c. The names of the tests say what is required.

use super::{Kept, MARGIN, may_be_used};

/// A token that was requested at 1000.
fn used_at(expires_in: Option<u64>, now: u64) -> bool {
    println!("input: requested at 1000, expires_in {expires_in:?}, now {now}");
    let asked_at = 1000;
    may_be_used(
        &Kept {
            asked_at,
            expires_in,
        },
        now,
    )
}

#[test]
fn a_fresh_token_is_used() {
    assert!(
        used_at(Some(300), 1000),
        "refused, though it was requested just now"
    );
    assert!(used_at(Some(300), 1269), "refused, though it has 31 s left");
}

#[test]
fn an_expired_token_is_not() {
    assert!(!used_at(Some(300), 1300), "used, though its 300 s are over");
}

#[test]
fn it_is_renewed_half_a_minute_before_its_end() {
    assert!(
        !used_at(Some(300), 1299),
        "used with 1 s left: it would expire on its way"
    );
    assert!(
        !used_at(Some(300), 1270),
        "used with 30 s left, which is the margin"
    );
}

#[test]
fn a_short_life_is_used_to_its_half() {
    assert!(
        used_at(Some(20), 1009),
        "refused, though only 9 of its 20 s are over"
    );
    assert!(
        !used_at(Some(20), 1010),
        "used, though half of its 20 s are over"
    );
}

#[test]
fn a_token_is_used_until_it_is_in_its_second_half_and_near_its_end() {
    for life in (0..130).chain([299, 300, 3600]) {
        for age in (0..130).chain([269, 270, 300, 3569, 3570, 3600]) {
            let expected = age * 2 < life || age + MARGIN < life;
            let used = used_at(Some(life), 1000 + age);
            assert_eq!(
                used, expected,
                "may it be used, if {age} of its {life} s are over?"
            );
        }
    }
}

#[test]
fn an_absurd_life_is_not_a_crash() {
    let life = u64::MAX;
    assert!(
        used_at(Some(life), 1001),
        "refused, though it lives for {life} s"
    );
}

#[test]
fn a_clock_that_is_set_back_is_not_a_crash() {
    assert!(
        used_at(Some(300), 990),
        "refused 10 s before it was requested, by the clock"
    );
}

#[test]
fn without_expires_in_it_is_not_used_twice() {
    for now in [1000, 1001, 4600, 1_000_000] {
        assert!(
            !used_at(None, now),
            "used at {now}, though nobody knows how long it lives"
        );
    }
}
