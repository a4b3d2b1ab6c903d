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
        "it was asked for just now and lives for 300 s"
    );
    assert!(used_at(Some(300), 1269), "it has 31 s left");
}

#[test]
fn an_expired_token_is_not() {
    assert!(!used_at(Some(300), 1300), "its 300 s are over");
}

#[test]
fn it_is_renewed_half_a_minute_before_its_end() {
    assert!(
        !used_at(Some(300), 1299),
        "it has 1 s left: it would expire on its way"
    );
    assert!(
        !used_at(Some(300), 1270),
        "it has 30 s left, and that is the margin"
    );
}

#[test]
fn a_short_life_is_used_to_its_half() {
    assert!(used_at(Some(20), 1009), "it lives for 20 s, and 9 are over");
    assert!(
        !used_at(Some(20), 1010),
        "it lives for 20 s, and half of that is over"
    );
}

#[test]
fn no_life_at_all_is_no_crash() {
    assert!(!used_at(Some(0), 1000), "it lives for 0 s");
    assert!(
        !used_at(Some(1), 1001),
        "it lives for 1 s, and that is over"
    );
}

#[test]
fn without_expires_in_it_is_not_used_twice() {
    assert!(!used_at(None, 1000), "nobody knows how long it lives");
}
