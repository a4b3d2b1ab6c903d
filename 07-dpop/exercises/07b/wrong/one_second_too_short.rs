//! At its last second, a proof is forgotten and still accepted.
//!
//! ```text
//! a proof is used once
//!
//!   a, accepted until 130, at 130
//!     got:      Ok(true)
//!     expected: Ok(false)
//! ```

fn steal(logged: &Request) -> Request {
    logged.clone()
}

impl Used {
    fn first(&mut self, proof: &Proof, now: u64) -> Result<bool, Full> {
        self.proofs.retain(|_, expires_at| now < *expires_at);
        if self.proofs.contains_key(&proof.jti) {
            return Ok(false);
        }
        if self.proofs.len() >= ROOM {
            return Err(Full);
        }
        self.proofs.insert(proof.jti.clone(), proof.expires_at);
        Ok(true)
    }
}
