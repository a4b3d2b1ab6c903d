//! What the API must remember, alone or with other replicas: used proofs and nonces. What clients must:
//! nonces, and tokens that expire.

mod announcement;
mod memory;
mod nonces;
mod normalize;
#[cfg(feature = "replicas")]
mod redis_store;
mod server_nonces;
mod token_source;

pub use memory::MemoryReplayStore;
pub use nonces::Nonces;
pub use normalize::normalize;
#[cfg(feature = "replicas")]
pub use redis_store::{OnDisconnect, RedisReplayStore, ReplayStoreError};
pub(crate) use server_nonces::{ServerNonces, requires_nonce};
pub use token_source::{bound_token_source, call_api_with};

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
