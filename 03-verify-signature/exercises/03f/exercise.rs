//! # 03f: the issuer rotates its keys
//!
//! Today the issuer signs with key A. Tomorrow it publishes B beside it, signs
//! with B, and some day withdraws A, perhaps because it was stolen. A verifier
//! that keeps the keys must follow without being told.
//!
//! `find` returns the key with that `kid`. It calls `fetch`, which asks the
//! issuer, only if the `kid` is unknown. The keys that were fetched replace the
//! known ones, whatever they are: a key that was withdrawn must be gone. If the
//! issuer does not answer (`None`), the old keys stay.
//!
//! Check: `cargo workshop check 03f`
//! Read: RFC 7517 §4.5 and §5, RFC 8414 §2 (`jwks_uri`)

#[cfg(test)]
mod check;

use std::collections::HashMap;

/// Public keys by their `kid`.
type Keys = HashMap<String, String>;

/// The issuer's keys, as far as they are known here.
#[derive(Debug, Default, PartialEq)]
struct Known {
    keys: Keys,
}

impl Known {
    /// The key with that `kid`. `fetch` asks the issuer for all of its keys; `None` if it is down.
    fn find(&mut self, kid: &str, fetch: impl FnOnce() -> Option<Keys>) -> Option<String> {
        let _ = fetch; // not called yet
        todo!("find {kid} in {:?}, or ask", self.keys)
    }
}
