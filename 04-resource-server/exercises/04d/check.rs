//! The checks of 04d. The names of the tests say what is demanded.

use super::Refetch;

#[test]
fn for_a_known_kid_nobody_is_asked() {
    let mut refetch = Refetch::new(["A", "B"]);
    assert!(!refetch.shall_ask("A", 100), "asked, though A is known");
    assert!(!refetch.shall_ask("B", 200), "asked, though B is known");
}

#[test]
fn the_first_unknown_kid_is_asked_for_at_once() {
    assert!(
        Refetch::new(["A"]).shall_ask("B", 100),
        "not asked, though nobody was asked before"
    );
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
    assert!(
        refetch.shall_ask("B", 101),
        "not asked for B, because A was seen a second ago"
    );
}
