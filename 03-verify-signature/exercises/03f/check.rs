//! The checks of 03f. The names of the tests say what is required.

use super::{Keys, Known};

fn keys(kids: &[&str]) -> Keys {
    kids.iter()
        .map(|kid| ((*kid).to_owned(), format!("key {kid}")))
        .collect()
}

fn knowing(kids: &[&str]) -> Known {
    Known { keys: keys(kids) }
}

#[test]
fn a_known_key_is_found_without_asking() {
    let found = knowing(&["A", "B"]).find("B", || panic!("the issuer was asked for a known key"));
    assert_eq!(found.as_deref(), Some("key B"));
}

#[test]
fn a_new_key_is_found_by_asking() {
    let found = knowing(&["A"]).find("B", || Some(keys(&["A", "B"])));
    assert_eq!(
        found.as_deref(),
        Some("key B"),
        "the issuer has published B"
    );
    let found = knowing(&[]).find("A", || Some(keys(&["A"])));
    assert_eq!(found.as_deref(), Some("key A"), "nothing was known before");
}

#[test]
fn what_was_fetched_is_kept() {
    let mut known = knowing(&["A"]);
    known.find("B", || Some(keys(&["A", "B"])));
    let found = known.find("B", || panic!("the issuer was asked for B a second time"));
    assert_eq!(found.as_deref(), Some("key B"));
}

#[test]
fn a_key_that_was_withdrawn_is_gone() {
    let mut known = knowing(&["A"]);
    known.find("B", || Some(keys(&["B"])));
    let found = known.find("A", || Some(keys(&["B"])));
    assert_eq!(found, None, "the issuer has withdrawn A");
}

#[test]
fn an_invented_kid_is_not_found() {
    let mut known = knowing(&["A"]);
    assert_eq!(
        known.find("X", || Some(keys(&["A"]))),
        None,
        "the issuer has no X"
    );
    assert_eq!(known.keys, keys(&["A"]), "what is known after that");
}

#[test]
fn an_issuer_that_is_down_takes_nothing_away() {
    let mut known = knowing(&["A"]);
    assert_eq!(
        known.find("X", || None),
        None,
        "X is unknown, and the issuer is down"
    );
    assert_eq!(known.keys, keys(&["A"]), "what is known after that");
}

/// All sets of up to three keys.
const SETS: [&[&str]; 8] = [
    &[],
    &["A"],
    &["B"],
    &["C"],
    &["A", "B"],
    &["A", "C"],
    &["B", "C"],
    &["A", "B", "C"],
];

#[test]
fn whatever_was_known_and_whatever_the_issuer_answers() {
    for before in SETS {
        for answer in SETS.map(Some).into_iter().chain([None]) {
            for kid in ["A", "B", "C", "X"] {
                let what =
                    format!("{before:?} are known, {kid} is wanted, the issuer answers {answer:?}");
                let (mut known, mut asked) = (knowing(before), false);
                let found = known.find(kid, || {
                    asked = true;
                    answer.map(keys)
                });
                let must_ask = !before.contains(&kid);
                assert_eq!(asked, must_ask, "is the issuer asked? {what}");
                let after = if must_ask {
                    answer.unwrap_or(before)
                } else {
                    before
                };
                let expected = after.contains(&kid).then(|| format!("key {kid}"));
                assert_eq!(found, expected, "the key: {what}");
                let mut kept: Vec<_> = known.keys.into_keys().collect();
                kept.sort();
                assert_eq!(kept, after, "what is known after that: {what}");
            }
        }
    }
}
