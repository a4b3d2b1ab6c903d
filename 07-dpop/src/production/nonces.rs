//! Nonces: the server's word in each proof, so that a client cannot make proofs in advance (RFC 9449 §9).

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hmac::{HMAC_SHA256, Key, sign, verify};
use aws_lc_rs::rand::SystemRandom;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use verify_signature::Clock;

/// How many bytes of a nonce are the time at which it was made.
const TIME: usize = 8;

/// Makes nonces, and recognizes those that it made, without storing any: a nonce is a time and its MAC.
///
/// The key is this process's own. With several replicas, a client that comes to another one is told the
/// nonce of that one and repeats its request.
#[derive(Debug)]
pub struct Nonces {
    key: Key,
    clock: Clock,
    lifetime: u64,
}

impl Nonces {
    /// Nonces that are accepted for `lifetime` seconds.
    ///
    /// # Errors
    /// If the machine has no randomness.
    pub fn new(clock: Clock, lifetime: u64) -> Result<Self, Unspecified> {
        Ok(Self {
            key: Key::generate(HMAC_SHA256, &SystemRandom::new())?,
            clock,
            lifetime,
        })
    }

    /// The current nonce.
    #[must_use]
    pub fn current(&self) -> String {
        let time = self.clock.now().to_be_bytes();
        let tag = sign(&self.key, &time);
        BASE64_URL_SAFE_NO_PAD.encode([&time, tag.as_ref()].concat())
    }

    /// Whether this is a nonce of this process, and not too old.
    #[must_use]
    pub fn accept(&self, nonce: &str) -> bool {
        let Ok(bytes) = BASE64_URL_SAFE_NO_PAD.decode(nonce) else {
            return false;
        };
        let Some((time, tag)) = bytes.split_first_chunk::<TIME>() else {
            return false;
        };
        let age = self.clock.now().saturating_sub(u64::from_be_bytes(*time));
        verify(&self.key, time, tag).is_ok() && age <= self.lifetime
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn a_nonce_is_accepted_for_its_lifetime_by_its_maker() {
        let now = Arc::new(AtomicU64::new(1000));
        let clock = || {
            let now = Arc::clone(&now);
            Clock::new(move || now.load(Ordering::Relaxed))
        };
        let (nonces, others) = (Nonces::new(clock(), 60), Nonces::new(clock(), 60));
        let (nonces, others) = (nonces.unwrap(), others.unwrap());
        let nonce = nonces.current();
        assert!(nonces.accept(&nonce) && !others.accept(&nonce));
        now.store(1060, Ordering::Relaxed);
        assert!(nonces.accept(&nonce));
        now.store(1061, Ordering::Relaxed);
        assert!(!nonces.accept(&nonce));
        for text in ["", "a", "AAAAAAAAA-g", &nonce[..nonce.len() - 4]] {
            assert!(!nonces.accept(text), "{text:?}");
        }
    }
}
