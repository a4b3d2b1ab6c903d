//! The checks of 05d. The names of the tests say what is demanded.

use super::{Judge, refused_from};

#[test]
fn who_asks_each_time_knows_at_once() {
    assert_eq!(
        refused_from(&Judge::Introspection, 1100, 1300),
        1100,
        "revoked at 1100, exp 1300"
    );
}

#[test]
fn the_signature_knows_nothing_of_it() {
    assert_eq!(
        refused_from(&Judge::Local, 1100, 1300),
        1360,
        "revoked at 1100, exp 1300"
    );
}

#[test]
fn a_cached_yes_is_used_to_its_end() {
    let judge = Judge::Cached {
        asked_at: 1095,
        max_age: 10,
    };
    assert_eq!(
        refused_from(&judge, 1100, 1300),
        1105,
        "asked at 1095, revoked at 1100"
    );
}

#[test]
fn a_cached_yes_that_is_over_is_asked_for_again() {
    let judge = Judge::Cached {
        asked_at: 1050,
        max_age: 10,
    };
    assert_eq!(
        refused_from(&judge, 1100, 1300),
        1100,
        "asked at 1050, revoked at 1100"
    );
}

#[test]
fn no_cache_is_used_beyond_exp() {
    let judge = Judge::Cached {
        asked_at: 1295,
        max_age: 10,
    };
    assert_eq!(
        refused_from(&judge, 1298, 1300),
        1300,
        "asked at 1295, revoked at 1298, exp 1300"
    );
}

#[test]
fn a_token_that_is_revoked_after_its_end_was_refused_before() {
    assert_eq!(
        refused_from(&Judge::Introspection, 1400, 1300),
        1300,
        "revoked 100 s after exp"
    );
    let judge = Judge::Cached {
        asked_at: 1000,
        max_age: 10,
    };
    assert_eq!(
        refused_from(&judge, 1400, 1300),
        1300,
        "revoked 100 s after exp"
    );
}
