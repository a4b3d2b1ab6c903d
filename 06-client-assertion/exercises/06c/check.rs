//! The checks of 06c. The names of the tests say what is required.

use super::{MAX_USED, Refused, Used};

/// A list in which a hundred assertions are valid until 1060.
fn full() -> Used {
    let mut used = Used::default();
    for number in 0..MAX_USED {
        let accepted = used.accept(&format!("jti {number}"), 1060, 1000);
        assert_eq!(accepted, Ok(()), "number {number} of {MAX_USED}");
    }
    used
}

#[test]
fn the_first_use_is_accepted() {
    let mut used = Used::default();
    for jti in ["a", "b", "A", ""] {
        assert_eq!(
            used.accept(jti, 1060, 1000),
            Ok(()),
            "the first use of {jti:?}"
        );
    }
}

#[test]
fn the_second_use_is_refused_while_the_assertion_is_valid() {
    for now in [1000, 1001, 1059, 1060] {
        let mut used = Used::default();
        assert_eq!(used.accept("a", 1060, 1000), Ok(()), "the first use");
        println!("input: used at 1000, valid until 1060, used again at {now}");
        let again = used.accept("a", 1060, now);
        assert_eq!(again, Err(Refused::Reused), "the second use at {now}");
    }
}

#[test]
fn another_assertion_with_the_same_jti_is_refused() {
    let mut used = Used::default();
    assert_eq!(used.accept("a", 1060, 1000), Ok(()), "the first use");
    let again = used.accept("a", 1100, 1040);
    assert_eq!(again, Err(Refused::Reused), "one that is valid until 1100");
}

#[test]
fn a_refused_use_changes_nothing() {
    let mut used = Used::default();
    assert_eq!(used.accept("a", 1060, 1000), Ok(()), "the first use");
    assert_eq!(
        used.accept("a", 1020, 1001),
        Err(Refused::Reused),
        "the second"
    );
    assert_eq!(
        used.accept("a", 1060, 1030),
        Err(Refused::Reused),
        "the third"
    );
}

#[test]
fn what_is_expired_makes_room() {
    let mut used = full();
    for number in 0..MAX_USED {
        let accepted = used.accept(&format!("later {number}"), 1121, 1061);
        assert_eq!(accepted, Ok(()), "number {number} after the others expired");
    }
    assert_eq!(used.end.len(), MAX_USED, "entries that are kept");
}

#[test]
fn when_it_is_full_a_new_one_is_refused() {
    let mut used = full();
    for now in [1000, 1060] {
        let accepted = used.accept("one more", 1120, now);
        assert_eq!(accepted, Err(Refused::Full), "one more at {now}");
    }
}

#[test]
fn when_it_is_full_nothing_is_forgotten() {
    let mut used = full();
    used.accept("one more", 1120, 1001).ok();
    for number in 0..MAX_USED {
        let again = used.accept(&format!("jti {number}"), 1060, 1002);
        assert_eq!(again, Err(Refused::Reused), "number {number} again");
    }
}
