//! The checks of 07c. The names of the tests say what is required.

use super::weak::{ADMIN, Proof, READ, delete, hash, stolen_proof};
use super::{combine, is_for};

fn is(expected: bool, ath: Option<String>, token: &str) {
    println!("input: ath {ath:?} with {token:?}");
    let proof = Proof { htm: "DELETE", ath };
    assert_eq!(is_for(&proof, token), expected, "{proof:?} with {token:?}");
}

#[test]
fn the_weak_api_deletes() {
    let (token, proof) = combine();
    println!("input: {token:?} {proof:?}");
    assert_eq!(proof, stolen_proof(), "you can make no proof of your own");
    assert_eq!(delete(&token, &proof), 200, "with {token:?}");
}

#[test]
fn the_repaired_api_refuses_it() {
    let (token, proof) = combine();
    is(false, proof.ath, token.text);
}

#[test]
fn a_proof_is_for_its_own_token() {
    for token in [READ.text, ADMIN.text, "a", ""] {
        is(true, Some(hash(token)), token);
    }
}

#[test]
fn a_proof_is_for_no_other_token() {
    is(false, Some(hash(READ.text)), ADMIN.text);
    is(false, Some(ADMIN.text.to_owned()), ADMIN.text);
    is(false, Some(hash(ADMIN.text).to_uppercase()), ADMIN.text);
    is(false, Some(format!("{} ", hash(ADMIN.text))), ADMIN.text);
    is(false, Some("hash of ".to_owned()), ADMIN.text);
    is(false, Some(String::new()), ADMIN.text);
}

#[test]
fn a_proof_without_a_token_is_for_none() {
    is(false, None, READ.text);
    is(false, None, "");
}
