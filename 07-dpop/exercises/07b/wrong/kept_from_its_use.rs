//! Kept for 30 seconds from its use, though a proof whose `iat` was ahead is accepted for longer.
//!
//! ```text
//! a proof from the future is kept as long as it is accepted
//!
//!   a, accepted until 160, at 131
//!     got:      Ok(true)
//!     expected: Ok(false)
//! ```

fn steal(logged: &Request) -> Request {
    logged.clone()
}

impl Used {
    fn first(&mut self, proof: &Proof, now: u64) -> Result<bool, Full> {
        self.proofs.retain(|_, used_until| now <= *used_until);
        if self.proofs.contains_key(&proof.jti) {
            return Ok(false);
        }
        if self.proofs.len() >= ROOM {
            return Err(Full);
        }
        self.proofs.insert(proof.jti.clone(), now + 30);
        Ok(true)
    }
}
