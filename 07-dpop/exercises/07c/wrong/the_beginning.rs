//! The beginning of the hash is enough, and so is nothing.

fn combine() -> (Token, Proof) {
    (weak::ADMIN, weak::stolen_proof())
}

fn is_for(proof: &Proof, token: &str) -> bool {
    proof.ath.as_ref().is_some_and(|ath| weak::hash(token).starts_with(ath))
}
