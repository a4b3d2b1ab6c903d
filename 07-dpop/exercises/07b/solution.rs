//! # 07b, a solution
//!
//! The stolen request is the logged one: there is nothing to change. The memory
//! forgets by age, and never for lack of room.

#[cfg(test)]
mod check;
#[cfg(test)]
mod weak;

use std::collections::HashMap;

use weak::{Proof, Request};

/// How many proofs are kept.
const ROOM: usize = 3;

/// There is no room: 503.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Full;

/// Your request.
fn steal(logged: &Request) -> Request {
    logged.clone()
}

/// The proofs that were used, and until when each is accepted.
#[derive(Default)]
struct Used {
    proofs: HashMap<String, u64>,
}

impl Used {
    /// Whether the proof is used for the first time.
    fn first(&mut self, proof: &Proof, now: u64) -> Result<bool, Full> {
        self.proofs.retain(|_, expires_at| now <= *expires_at);
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
