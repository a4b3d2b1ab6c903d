//! # 07b: steal and replay
//!
//! You read the API's log, and have no key: you cannot make a proof. The API in
//! `weak.rs` verifies proofs and forgets them.
//!
//! 1. Break it: `steal` makes your request from the logged one. At the time
//!    120, the weak API must answer 200.
//! 2. Repair it: `Used::first` says whether a proof is used for the first time,
//!    and stores that it is. A proof is kept until it is too old to be
//!    accepted, `expires_at`, and then forgotten. At most `ROOM` are kept. When
//!    there is no room, the answer is `Err(Full)`: nothing that is still
//!    accepted may be forgotten.
//!
//! Check: `cargo workshop check 07b`
//! Read: RFC 9449 §11.1

#[cfg(test)]
mod check;
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
    todo!("what can be made of {logged:?}?")
}

/// The proofs that were used, and until when each is accepted.
#[derive(Default)]
struct Used {
    proofs: HashMap<String, u64>,
}

impl Used {
    /// Whether the proof is used for the first time.
    fn first(&mut self, proof: &Proof, now: u64) -> Result<bool, Full> {
        todo!("was {proof:?} used before {now}, among {:?}?", self.proofs)
    }
}
