//! # 06e: which key signs today?
//!
//! A client replaces its key without a minute in which it is refused. The new
//! public key is published first, and servers that keep the set of keys for a
//! while have it at the latest `CACHED` seconds later. Only then may it sign.
//!
//! Choose the key that signs at the time `now`: of those that every server has
//! by now, and that are not withdrawn, the one that was published last. If
//! there is none, say so: `None`.
//!
//! Check: `cargo workshop check 06e`
//! Read: RFC 7523 §3, RFC 7517 §4.5 (kid and rollover)

#[cfg(test)]
mod check;

/// How long a server uses a set of keys before it fetches it again, in seconds.
const CACHED: u64 = 300;

/// A key of the client.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    kid: &'static str,
    /// Since when its public half is published; `None` if it is not yet.
    published: Option<u64>,
    /// Since when it must not be used any more.
    withdrawn: Option<u64>,
}

/// The `kid` of the key that signs now.
fn signer(keys: &[Key], now: u64) -> Option<&'static str> {
    todo!("who of {keys:?} signs at {now}, if keys are cached for {CACHED} s?")
}
