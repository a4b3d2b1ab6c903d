//! The checks of 03f. The names of the tests say what is demanded.

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
