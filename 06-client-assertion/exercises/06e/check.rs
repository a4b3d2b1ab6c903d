//! The checks of 06e. The names of the tests say what is required.

use super::{CACHED, Key, signer};

fn key(kid: &'static str, published: impl Into<Option<u64>>) -> Key {
    Key {
        kid,
        published: published.into(),
        withdrawn: None,
    }
}

fn withdrawn(key: Key, time: u64) -> Key {
    Key {
        withdrawn: Some(time),
        ..key
    }
}

fn is(expected: Option<&str>, keys: &[Key], now: u64) {
    println!("input: {keys:?} at {now}");
    assert_eq!(signer(keys, now), expected, "who signs at {now}");
}

#[test]
fn one_key_signs() {
    is(Some("a"), &[key("a", 1000)], 9000);
    is(None, &[], 9000);
}

#[test]
fn a_new_key_waits_until_every_server_has_it() {
    for second in [0, 1, CACHED - 1] {
        is(
            Some("old"),
            &[key("old", 1000), key("new", 9000)],
            9000 + second,
        );
    }
    for second in [CACHED, CACHED + 1, 100_000] {
        is(
            Some("new"),
            &[key("old", 1000), key("new", 9000)],
            9000 + second,
        );
    }
}

#[test]
fn the_order_in_the_list_does_not_matter() {
    is(Some("new"), &[key("new", 9000), key("old", 1000)], 20_000);
    let three = [key("b", 2000), key("c", 3000), key("a", 1000)];
    is(Some("c"), &three, 20_000);
    is(Some("b"), &three, 3000);
}

#[test]
fn what_is_not_published_does_not_sign() {
    is(Some("old"), &[key("old", 1000), key("new", None)], 20_000);
    is(None, &[key("new", None)], 20_000);
    is(None, &[key("new", 9000)], 9000);
}

#[test]
fn what_is_published_in_the_future_does_not_sign() {
    is(Some("old"), &[key("old", 1000), key("new", 30_000)], 20_000);
    is(None, &[key("new", u64::MAX)], 20_000);
}

#[test]
fn what_is_withdrawn_does_not_sign() {
    let keys = || [key("old", 1000), withdrawn(key("stolen", 2000), 9000)];
    is(Some("stolen"), &keys(), 8999);
    is(Some("old"), &keys(), 9000);
    is(Some("old"), &keys(), 9001);
    is(None, &[withdrawn(key("stolen", 2000), 9000)], 9000);
}
