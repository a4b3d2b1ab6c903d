//! The checks of 07f. The names of the tests say what is required.

use super::{Response, Scheme, respond};

fn is(expected: &Response, scheme: Scheme, bound: bool, good_proof: bool, required: bool) {
    println!("input: {scheme:?}, bound {bound}, good proof {good_proof}, DPoP required {required}");
    let found = respond(scheme, bound, good_proof, required);
    assert_eq!(
        &found, expected,
        "{scheme:?}, bound {bound}, good proof {good_proof}, DPoP required {required}"
    );
}

#[test]
fn a_bound_token_with_its_proof_is_accepted() {
    is(&Response::Ok, Scheme::Dpop, true, true, false);
    is(&Response::Ok, Scheme::Dpop, true, true, true);
}

#[test]
fn a_bound_token_without_a_good_proof_is_not() {
    is(&Response::InvalidProof, Scheme::Dpop, true, false, false);
    is(&Response::InvalidProof, Scheme::Dpop, true, false, true);
}

#[test]
fn a_bound_token_is_no_bearer_token() {
    for (good_proof, required) in [(false, false), (true, false), (false, true), (true, true)] {
        is(
            &Response::InvalidToken,
            Scheme::Bearer,
            true,
            good_proof,
            required,
        );
    }
}

#[test]
fn a_token_that_is_not_bound_is_no_dpop_token() {
    for (good_proof, required) in [(false, false), (true, false), (false, true), (true, true)] {
        is(
            &Response::InvalidToken,
            Scheme::Dpop,
            false,
            good_proof,
            required,
        );
    }
}

#[test]
fn a_bearer_token_is_accepted_unless_dpop_is_required() {
    for good_proof in [false, true] {
        is(&Response::Ok, Scheme::Bearer, false, good_proof, false);
        is(
            &Response::InvalidToken,
            Scheme::Bearer,
            false,
            good_proof,
            true,
        );
    }
}
