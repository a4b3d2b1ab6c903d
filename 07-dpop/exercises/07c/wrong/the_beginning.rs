//! The beginning of the hash is enough, and so is nothing.
//!
//! ```text
//! a proof is for no other token
//!
//!   Proof { htm: "DELETE", ath: Some("hash of ") } with "eyJ.admin"
//!     got:      true
//!     expected: false
//! ```

fn combine() -> (Token, Proof) {
    (weak::ADMIN, weak::stolen_proof())
}

fn is_for(proof: &Proof, token: &str) -> bool {
    proof.ath.as_ref().is_some_and(|ath| weak::hash(token).starts_with(ath))
}
