//! The checks of 05d. The names of the tests say what is required.

use super::{Judge, LEEWAY, refused_from};

fn is(expected: u64, judge: &Judge, revoked_at: u64, exp: u64) {
    println!("input: {judge:?}, revoked at {revoked_at}, exp {exp}");
    let found = refused_from(judge, revoked_at, exp);
    assert_eq!(
        found, expected,
        "{judge:?}, revoked at {revoked_at}, exp {exp}"
    );
}

#[test]
fn with_introspection_each_time_it_is_known_at_once() {
    is(1100, &Judge::Introspection, 1100, 1300);
}

#[test]
fn the_signature_knows_nothing_of_it() {
    is(1360, &Judge::Local, 1100, 1300);
}

#[test]
fn a_cached_yes_is_used_to_its_end() {
    is(
        1105,
        &Judge::Cached {
            asked_at: 1095,
            max_age: 10,
        },
        1100,
        1300,
    );
}

#[test]
fn after_a_cached_yes_is_over_the_issuer_is_asked_again() {
    is(
        1100,
        &Judge::Cached {
            asked_at: 1050,
            max_age: 10,
        },
        1100,
        1300,
    );
}

#[test]
fn no_cache_is_used_beyond_exp() {
    is(
        1300,
        &Judge::Cached {
            asked_at: 1295,
            max_age: 10,
        },
        1298,
        1300,
    );
}

#[test]
fn a_token_that_is_revoked_after_its_end_was_refused_before() {
    is(1300, &Judge::Introspection, 1400, 1300);
    is(
        1300,
        &Judge::Cached {
            asked_at: 1000,
            max_age: 10,
        },
        1400,
        1300,
    );
}

/// The first second in which a token is refused, found by looking at one second after the other.
fn watched(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    let is_refused = |now: &u64| match judge {
        Judge::Local => *now >= exp + LEEWAY,
        Judge::Cached { asked_at, max_age } if (*asked_at..asked_at + max_age).contains(now) => {
            *now >= exp
        }
        Judge::Introspection | Judge::Cached { .. } => *now >= revoked_at || *now >= exp,
    };
    (0..).find(is_refused).unwrap_or_default()
}

#[test]
fn whatever_the_times_the_rules_say_when() {
    for exp in [20, 1] {
        for revoked_at in 0..30 {
            is(
                watched(&Judge::Local, revoked_at, exp),
                &Judge::Local,
                revoked_at,
                exp,
            );
            let judge = Judge::Introspection;
            is(watched(&judge, revoked_at, exp), &judge, revoked_at, exp);
            // The issuer said yes, so the token was neither revoked nor over.
            for asked_at in 0..revoked_at.min(exp) {
                for max_age in 0..25 {
                    let judge = Judge::Cached { asked_at, max_age };
                    is(watched(&judge, revoked_at, exp), &judge, revoked_at, exp);
                }
            }
        }
    }
}
