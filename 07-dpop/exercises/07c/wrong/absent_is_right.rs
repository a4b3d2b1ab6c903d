//! Only an `ath` that is there is compared, so a thief leaves it out.

fn combine() -> (Token, Proof) {
    (weak::ADMIN, weak::stolen_proof())
}

fn is_for(proof: &Proof, token: &str) -> bool {
    proof.ath.as_ref().is_none_or(|ath| *ath == weak::hash(token))
}
