//! `match`.

fn combine() -> (Token, Proof) {
    (weak::ADMIN, weak::stolen_proof())
}

fn is_for(proof: &Proof, token: &str) -> bool {
    match &proof.ath {
        Some(ath) => *ath == weak::hash(token),
        None => false,
    }
}
