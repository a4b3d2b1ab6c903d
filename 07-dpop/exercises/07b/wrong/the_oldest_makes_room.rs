//! A full memory forgets the oldest proof, whose replay is then accepted.
//!
//! ```text
//! a full memory forgets nothing
//!
//!   d, accepted until 130, at 101
//!     got:      Ok(true)
//!     expected: Err(Full)
//! ```

fn steal(logged: &Request) -> Request {
    logged.clone()
}

impl Used {
    fn first(&mut self, proof: &Proof, now: u64) -> Result<bool, Full> {
        self.proofs.retain(|_, expires_at| now <= *expires_at);
        if self.proofs.contains_key(&proof.jti) {
            return Ok(false);
        }
        if self.proofs.len() >= ROOM {
            let oldest = self.proofs.iter().min_by_key(|(jti, end)| (**end, (*jti).clone()));
            let oldest = oldest.map(|(jti, _)| jti.clone()).unwrap_or_default();
            self.proofs.remove(&oldest);
        }
        self.proofs.insert(proof.jti.clone(), proof.expires_at);
        Ok(true)
    }
}
