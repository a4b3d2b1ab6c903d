//! `entry`.

fn steal(logged: &Request) -> Request {
    logged.clone()
}

impl Used {
    fn first(&mut self, proof: &Proof, now: u64) -> Result<bool, Full> {
        self.proofs.retain(|_, end| *end >= now);
        let full = self.proofs.len() == ROOM;
        match self.proofs.entry(proof.jti.clone()) {
            std::collections::hash_map::Entry::Occupied(_) => Ok(false),
            std::collections::hash_map::Entry::Vacant(_) if full => Err(Full),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(proof.expires_at);
                Ok(true)
            }
        }
    }
}
