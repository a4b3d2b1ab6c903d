//! Only an `ath` that is there is compared, so a thief leaves it out.
//!
//! ```text
//! a proof without a token is for none
//!
//!   Proof { htm: "DELETE", ath: None } with "eyJ.read"
//!     got:      true
//!     expected: false
//! ```

fn combine() -> (Token, Proof) {
    (weak::ADMIN, weak::stolen_proof())
}

fn is_for(proof: &Proof, token: &str) -> bool {
    proof.ath.as_ref().is_none_or(|ath| *ath == weak::hash(token))
}
