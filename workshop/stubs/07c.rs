//! # 07c: a proof for another token
//!
//! A client has two tokens for one key, one to read and one to administer. You
//! have stolen both, and one proof: the client made it for a DELETE with the
//! token that reads, which the API would have answered with 403. The API in
//! `weak.rs` does not look at `ath`.
//!
//! 1. Break it: `combine` chooses the token and the proof that you send. The
//!    weak API must answer 200.
//! 2. Repair it: `is_for` says whether a proof is for a token. A proof without
//!    `ath` is for none.
//!
//! Check: `cargo workshop check 07c`
//! Read: RFC 9449 §4.3, §7

#[cfg(test)]
mod check;
mod weak;

use weak::{Proof, Token};

/// What you send.
fn combine() -> (Token, Proof) {
    todo!(
        "{:?}, {:?} and {:?}",
        weak::READ,
        weak::ADMIN,
        weak::stolen_proof()
    )
}

/// The repaired check: whether the proof was made for this token.
fn is_for(proof: &Proof, token: &str) -> bool {
    todo!(
        "is {proof:?} for {token}? Its hash is {}",
        weak::hash(token)
    )
}
