//! The checks of 01c. The names of the tests say what is demanded.

use super::{Kept, may_be_used};

/// A token that was asked for at 1000.
fn used_at(expires_in: Option<u64>, now: u64) -> bool {
    may_be_used(
        &Kept {
            asked_at: 1000,
            expires_in,
        },
        now,
    )
}

#[test]
fn a_fresh_token_is_used() {
    assert!(
        used_at(Some(300), 1000),
        "refused, though it was asked for just now"
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
fn no_life_at_all_is_no_crash() {
    assert!(!used_at(Some(0), 1000), "used, though it lives for 0 s");
    assert!(
        !used_at(Some(1), 1001),
        "used, though its one second is over"
    );
}

#[test]
fn an_absurd_life_is_no_crash_either() {
    assert!(
        used_at(Some(u64::MAX), 1001),
        "refused, though it lives for {} s",
        u64::MAX
    );
}

#[test]
fn without_expires_in_it_is_not_used_twice() {
    assert!(
        !used_at(None, 1000),
        "used, though nobody knows how long it lives"
    );
}
