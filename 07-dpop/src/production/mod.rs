//! What the API needs to remember: which proofs were used, alone or with other replicas, and nonces.

mod memory;
mod nonces;
#[cfg(feature = "replicas")]
mod redis_store;

pub use memory::MemoryReplayStore;
pub use nonces::Nonces;
#[cfg(feature = "replicas")]
pub use redis_store::{OnDisconnect, RedisReplayStore, ReplayStoreError};

use aws_lc_rs::digest::{SHA256, digest};

use crate::Proof;

/// What identifies a proof, in a fixed size whatever its `jti`. With its key, because a `jti` is unique
/// only among the proofs of one client, and one client must not be able to use up those of another.
type ProofHash = [u8; 16];

fn hash(proof: &Proof) -> ProofHash {
    // A thumbprint has no space, so no other pair has this text.
    let text = format!("{} {}", proof.jkt, proof.jti);
    let hash = digest(&SHA256, text.as_bytes());
    hash.as_ref().first_chunk().copied().unwrap_or_default()
}
