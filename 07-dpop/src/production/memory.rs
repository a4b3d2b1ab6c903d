//! The used proofs of one process.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use resource_server::Rejection;
use verify_signature::Clock;

use super::{ProofHash, hash};
use crate::{Proof, ReplayStore};

/// How many proofs are kept by default: 6,600 requests per second for 30 seconds.
const CAPACITY: usize = 200_000;
/// How long a caller is told to wait when there is no room.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// The used proofs of one process, in memory that does not grow.
///
/// A proof is kept as long as it would be accepted, however early it was used. When there is no room for
/// another one, the request is refused with 503: to forget one instead would be to accept its replay. So
/// give it room for (requests per second) × [`WINDOW`](crate::WINDOW), twice that if clocks of clients may
/// be ahead by the whole window; 46 bytes each.
pub struct MemoryReplayStore {
    clock: Clock,
    capacity: usize,
    used: Mutex<Used>,
}

struct Used {
    proofs: HashSet<ProofHash>,
    /// Those that expire first come first.
    by_expiry: BinaryHeap<Reverse<(u64, ProofHash)>>,
    /// The last second at which a proof that was forgotten had been accepted.
    forgotten: u64,
}

impl MemoryReplayStore {
    /// Room for 200,000 proofs.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self::with_capacity(clock, CAPACITY)
    }

    /// Room for another number of proofs, all of which is allocated here.
    #[must_use]
    pub fn with_capacity(clock: Clock, capacity: usize) -> Self {
        Self {
            clock,
            capacity,
            used: Mutex::new(Used {
                proofs: HashSet::with_capacity(capacity),
                by_expiry: BinaryHeap::with_capacity(capacity),
                forgotten: 0,
            }),
        }
    }

    /// How many proofs are kept.
    #[must_use]
    pub fn count(&self) -> usize {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.proofs.len()
    }
}

impl ReplayStore for MemoryReplayStore {
    async fn insert(&self, proof: &Proof) -> Result<bool, Rejection> {
        let (hash, now) = (hash(proof), self.clock.now());
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.forget_expired(now);
        // A clock that was set back makes proofs acceptable again that were forgotten already.
        if proof.expires_at <= used.forgotten || used.proofs.contains(&hash) {
            return Ok(false);
        }
        if used.proofs.len() >= self.capacity {
            let reason = format!("there is room for {} used proofs", self.capacity);
            return Err(Rejection::unavailable(
                "replay_check_failed",
                RETRY_AFTER,
                reason,
            ));
        }
        used.proofs.insert(hash);
        used.by_expiry.push(Reverse((proof.expires_at, hash)));
        Ok(true)
    }
}

impl Used {
    fn forget_expired(&mut self, now: u64) {
        while let Some(Reverse((expires_at, hash))) = self.by_expiry.peek() {
            if now <= *expires_at {
                return;
            }
            self.forgotten = self.forgotten.max(*expires_at);
            self.proofs.remove(hash);
            self.by_expiry.pop();
        }
    }
}
