//! # 07c, a solution
//!
//! Method, URL, time and key were right. Only `ath` says which of the client's
//! tokens the proof is for. A proof without it is one for the token endpoint.

#[cfg(test)]
mod check;
mod weak;

use weak::{Proof, Token};

/// What you send.
fn combine() -> (Token, Proof) {
    (weak::ADMIN, weak::stolen_proof())
}

/// The repaired check: whether the proof was made for this token.
fn is_for(proof: &Proof, token: &str) -> bool {
    proof.ath.as_deref() == Some(weak::hash(token).as_str())
}
