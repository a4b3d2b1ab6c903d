//! The checks of 03e. The names of the tests say what is required.

use super::Check::{self, *};
use super::order;

/// The check's place in the order, from 0.
fn place(check: Check) -> usize {
    let order = order();
    order
        .iter()
        .position(|it| *it == check)
        .unwrap_or_else(|| panic!("{check:?} is missing"))
}

fn comes_before(first: Check, second: Check, because: &str) {
    assert!(
        place(first) < place(second),
        "{first:?} before {second:?}: {because}"
    );
}

#[test]
fn all_eight_are_there_once() {
    let all = [
        ClaimsAreForUs,
        AlgorithmIsAllowed,
        ThreeParts,
        SignatureHolds,
        HeaderIsJson,
        SizeIsSane,
        PayloadIsJson,
        KeyIsKnown,
    ];
    for check in all {
        let times = order().iter().filter(|it| **it == check).count();
        assert_eq!(times, 1, "how often {check:?} is there");
    }
}

#[test]
fn the_size_comes_before_everything_that_grows_with_it() {
    for second in [ThreeParts, HeaderIsJson, PayloadIsJson, SignatureHolds] {
        comes_before(SizeIsSane, second, "a huge token must cost nothing");
    }
}

#[test]
fn a_part_is_there_before_it_is_read() {
    comes_before(
        ThreeParts,
        HeaderIsJson,
        "without dots there is no first part",
    );
    comes_before(
        ThreeParts,
        PayloadIsJson,
        "without dots there is no second part",
    );
}

#[test]
fn the_header_is_read_before_it_is_used() {
    comes_before(HeaderIsJson, AlgorithmIsAllowed, "alg is in the header");
    comes_before(HeaderIsJson, KeyIsKnown, "kid is in the header");
}

#[test]
fn what_needs_no_key_comes_before_the_search_for_one() {
    comes_before(
        AlgorithmIsAllowed,
        KeyIsKnown,
        "asking the issuer is expensive",
    );
}

#[test]
fn the_signature_needs_the_key() {
    comes_before(
        KeyIsKnown,
        SignatureHolds,
        "without a key nothing can be verified",
    );
}

#[test]
fn nothing_that_a_stranger_may_have_written_is_read() {
    let because = "until the signature holds, anyone may have written it";
    comes_before(SignatureHolds, PayloadIsJson, because);
    comes_before(SignatureHolds, ClaimsAreForUs, because);
    comes_before(
        PayloadIsJson,
        ClaimsAreForUs,
        "the claims are in the payload",
    );
}
