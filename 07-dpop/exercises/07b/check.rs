//! The checks of 07b. The names of the tests say what is required.

use super::weak::{Proof, call, log};
use super::{Full, ROOM, Used, steal};

fn proof(jti: &str, expires_at: u64) -> Proof {
    Proof {
        jti: jti.to_owned(),
        expires_at,
    }
}

fn is(expected: &Result<bool, Full>, used: &mut Used, jti: &str, expires_at: u64, now: u64) {
    println!("input: {jti}, accepted until {expires_at}, at {now}");
    let found = used.first(&proof(jti, expires_at), now);
    assert_eq!(
        &found, expected,
        "{jti}, accepted until {expires_at}, at {now}"
    );
}

#[test]
fn the_weak_api_answers_the_thief() {
    let stolen = steal(&log());
    println!("input: {stolen:?}");
    assert_eq!(call(&stolen, 120), 200, "the weak API, at 120");
}

#[test]
fn a_proof_is_used_once() {
    let mut used = Used::default();
    is(&Ok(true), &mut used, "a", 130, 100);
    is(&Ok(false), &mut used, "a", 130, 100);
    is(&Ok(true), &mut used, "b", 130, 101);
    is(&Ok(false), &mut used, "a", 130, 130);
}

#[test]
fn a_proof_from_the_future_is_kept_as_long_as_it_is_accepted() {
    let mut used = Used::default();
    is(&Ok(true), &mut used, "a", 160, 100);
    for now in [101, 131, 159, 160] {
        is(&Ok(false), &mut used, "a", 160, now);
    }
}

#[test]
fn a_full_memory_forgets_nothing() {
    let mut used = Used::default();
    for jti in ["a", "b", "c"] {
        is(&Ok(true), &mut used, jti, 130, 100);
    }
    is(&Err(Full), &mut used, "d", 130, 101);
    for jti in ["a", "b", "c"] {
        is(&Ok(false), &mut used, jti, 130, 102);
    }
    assert!(used.proofs.len() <= ROOM, "{:?}", used.proofs);
}

#[test]
fn what_is_too_old_makes_room() {
    let mut used = Used::default();
    is(&Ok(true), &mut used, "a", 110, 100);
    is(&Ok(true), &mut used, "b", 130, 100);
    is(&Ok(true), &mut used, "c", 130, 100);
    is(&Err(Full), &mut used, "d", 130, 110);
    is(&Ok(true), &mut used, "d", 140, 111);
    is(&Ok(false), &mut used, "b", 130, 111);
    is(&Err(Full), &mut used, "e", 140, 112);
}
