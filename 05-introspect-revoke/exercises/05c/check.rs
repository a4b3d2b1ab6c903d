//! The checks of 05c. The names of the tests say what is required.

use super::{Cache, MAX_AGE, MAX_ENTRIES};

/// The tokens of a full cache.
fn tokens() -> impl Iterator<Item = String> {
    (0..MAX_ENTRIES).map(|number| format!("token {number}"))
}

/// A cache with a hundred tokens that were kept at 1000 and expire at 2000.
fn full() -> Cache {
    let mut cache = Cache::default();
    for token in tokens() {
        cache.keep(&token, 2000, 1000);
    }
    cache
}

#[test]
fn what_was_not_kept_is_not_known() {
    assert!(
        !Cache::default().is_active("never seen", 1000),
        "active, though nothing was kept"
    );
    let cache = full();
    for token in ["never seen", "token", "token 100", ""] {
        assert!(
            !cache.is_active(token, 1000),
            "{token:?} is active, though it was not kept"
        );
    }
}

#[test]
fn a_yes_is_good_for_ten_seconds() {
    let mut cache = Cache::default();
    cache.keep("token", 2000, 1000);
    assert!(cache.is_active("token", 1000), "forgotten at once");
    assert!(cache.is_active("token", 1009), "forgotten after 9 s");
    assert!(!cache.is_active("token", 1010), "still active after 10 s");
}

#[test]
fn it_is_never_good_beyond_exp() {
    for exp in 990..1030 {
        let mut cache = Cache::default();
        cache.keep("token", exp, 1000);
        for now in 1000..1030 {
            let expected = now < exp && now < 1000 + MAX_AGE;
            println!("input: kept at 1000 with exp {exp}, now {now}");
            let active = cache.is_active("token", now);
            assert_eq!(
                active, expected,
                "is it active at {now}, if it was kept at 1000 and exp is {exp}?"
            );
        }
    }
}

#[test]
fn a_new_answer_takes_the_place_of_the_old_one() {
    let mut cache = Cache::default();
    cache.keep("token", 2000, 1000);
    cache.keep("token", 2000, 1008);
    assert!(
        cache.is_active("token", 1015),
        "forgotten, though the second answer is 7 s old"
    );
    cache.keep("token", 1012, 1009);
    assert!(
        !cache.is_active("token", 1012),
        "still active, though the last answer has exp 1012"
    );
}

#[test]
fn it_holds_a_hundred_answers_and_no_more() {
    let mut cache = full();
    for number in 0..200 {
        cache.keep(&format!("more {number}"), 2000, 1001);
        let kept = cache.until.len();
        assert!(kept <= MAX_ENTRIES, "there are {kept} answers");
    }
    let lost = tokens()
        .filter(|token| !cache.is_active(token, 1001))
        .count();
    assert_eq!(lost, 0, "how many answers that were good are lost");
}

#[test]
fn what_is_over_makes_room() {
    for now in [1010, 1011, 1500] {
        let mut cache = full();
        cache.keep("one more", 2000, now);
        assert!(
            cache.is_active("one more", now),
            "not kept at {now}, though all others are over"
        );
    }
}

#[test]
fn only_what_is_over_makes_room() {
    for expired in [1, 2, 50, 99, 100] {
        let mut cache = Cache::default();
        for (index, token) in tokens().enumerate() {
            let exp = if index < expired { 1003 } else { 2000 };
            cache.keep(&token, exp, 1000);
        }
        for number in 0..MAX_ENTRIES {
            cache.keep(&format!("more {number}"), 2000, 1003);
        }
        let active = |prefix: &str| {
            let names = (0..MAX_ENTRIES).map(|number| format!("{prefix} {number}"));
            names.filter(|name| cache.is_active(name, 1003)).count()
        };
        assert_eq!(
            active("token"),
            MAX_ENTRIES - expired,
            "old answers, if {expired} are over"
        );
        assert_eq!(
            active("more"),
            expired,
            "new answers, if {expired} old ones are over"
        );
    }
}
