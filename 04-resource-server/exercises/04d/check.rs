//! The checks of 04d. The names of the tests say what is required.

use super::{COOLDOWN, Refetch};

#[test]
fn for_a_known_kid_nobody_is_asked() {
    let mut refetch = Refetch::new(["A", "B"]);
    assert!(!refetch.shall_ask("A", 100), "asked, though A is known");
    assert!(!refetch.shall_ask("B", 200), "asked, though B is known");
}

#[test]
fn the_first_unknown_kid_is_asked_for_at_once() {
    for now in [0, 1, 5, 9, 10, 100, u64::MAX] {
        println!("input: B at {now}, and nobody was asked before");
        let asks = Refetch::new(["A"]).shall_ask("B", now);
        assert!(asks, "not asked at {now}, though nobody was asked before");
    }
    assert!(
        Refetch::new([]).shall_ask("A", 0),
        "not asked, though nothing is known"
    );
}

#[test]
fn a_thousand_invented_kids_are_one_question() {
    let mut refetch = Refetch::new(["A"]);
    let asked = (0..1000)
        .filter(|number| refetch.shall_ask(&format!("X{number}"), 100))
        .count();
    assert_eq!(asked, 1, "how often the issuer was asked within one second");
}

#[test]
fn after_the_cooldown_it_is_asked_again() {
    let mut refetch = Refetch::new(["A"]);
    assert!(
        refetch.shall_ask("B", 100),
        "not asked, though nobody was asked before"
    );
    assert!(
        !refetch.shall_ask("B", 109),
        "asked 9 s after the first question"
    );
    assert!(
        refetch.shall_ask("B", 110),
        "not asked 10 s after the first question"
    );
    assert!(
        !refetch.shall_ask("B", 119),
        "asked 9 s after the second question"
    );
    assert!(
        refetch.shall_ask("B", 120),
        "not asked 10 s after the second question"
    );
}

#[test]
fn a_steady_attack_does_not_keep_new_keys_out() {
    let mut refetch = Refetch::new(["A"]);
    let asked = (0..60)
        .filter(|second| refetch.shall_ask("X", 100 + second))
        .count();
    assert_eq!(
        asked, 6,
        "how often in a minute, with an unknown kid each second"
    );
}

#[test]
fn known_kids_do_not_start_the_cooldown() {
    let mut refetch = Refetch::new(["A"]);
    refetch.shall_ask("A", 100);
    let asks = refetch.shall_ask("B", 101);
    assert!(asks, "not asked for B, because A was seen a second ago");
}

#[test]
fn a_clock_that_is_set_back_is_not_a_crash() {
    let mut refetch = Refetch::new(["A"]);
    assert!(
        refetch.shall_ask("B", 100),
        "not asked, though nobody was asked before"
    );
    println!("input: B at 100, and then at 95");
    assert!(
        !refetch.shall_ask("B", 95),
        "asked again, 5 s before the first question by the clock"
    );
    assert!(!refetch.shall_ask("A", 95), "asked, though A is known");
    assert!(
        refetch.shall_ask("B", 200),
        "not asked 100 s after the first question"
    );
}

#[test]
fn whatever_comes_the_issuer_is_asked_once_in_the_cooldown() {
    let (mut refetch, mut last) = (Refetch::new(["A", "B"]), None);
    let (mut now, mut random) = (0_u64, 1_u64);
    for _ in 0..500 {
        // A generator with a fixed seed: everybody gets the same times and kids.
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        now += (random >> 33) % 7;
        let kid = ["A", "B", "C", "D", "a", ""][(random >> 40) as usize % 6];
        let is_known = kid == "A" || kid == "B";
        let expected = !is_known && last.is_none_or(|last| now >= last + COOLDOWN);
        let asks = refetch.shall_ask(kid, now);
        assert_eq!(
            asks, expected,
            "kid {kid:?} at {now}; A and B are known, last asked at {last:?}"
        );
        if asks {
            last = Some(now);
        }
    }
}
