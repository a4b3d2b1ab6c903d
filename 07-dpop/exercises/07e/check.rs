//! The checks of 07e. The names of the tests say what is required.

use super::accepted_until;

const NOW: u64 = 1_700_000_000;

fn is(expected: Option<u64>, iat: u64, now: u64) {
    println!("input: iat {iat}, now {now}");
    assert_eq!(accepted_until(iat, now), expected, "iat {iat}, now {now}");
}

#[test]
fn a_new_proof_is_accepted_for_thirty_seconds() {
    is(Some(NOW + 30), NOW, NOW);
    is(Some(NOW + 29), NOW - 1, NOW);
}

#[test]
fn both_edges_belong_to_the_window() {
    is(Some(NOW), NOW - 30, NOW);
    is(None, NOW - 31, NOW);
    is(Some(NOW + 60), NOW + 30, NOW);
    is(None, NOW + 31, NOW);
}

#[test]
fn odd_numbers_are_no_crash() {
    is(None, 0, NOW);
    is(None, u64::MAX, NOW);
    is(None, NOW, u64::MAX);
    is(Some(30), 0, 0);
    is(Some(32), 2, 0);
    is(Some(u64::MAX), u64::MAX, u64::MAX);
}
