//! Base64url has upper and lower case, and they differ.
//!
//! ```text
//! a proof is for no other token
//!
//!   Proof { htm: "DELETE", ath: Some("HASH OF EYJ.ADMIN") } with "eyJ.admin"
//!     got:      true
//!     expected: false
//! ```

fn combine() -> (Token, Proof) {
    (weak::ADMIN, weak::stolen_proof())
}

fn is_for(proof: &Proof, token: &str) -> bool {
    proof.ath.as_ref().is_some_and(|ath| ath.eq_ignore_ascii_case(&weak::hash(token)))
}
