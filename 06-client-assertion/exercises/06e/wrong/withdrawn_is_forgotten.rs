//! A withdrawn key signs on.
//!
//! ```text
//! what is withdrawn does not sign
//!
//!   who signs at 9000
//!     got:      Some("stolen")
//!     expected: Some("old")
//! ```

fn signer(keys: &[Key], now: u64) -> Option<&'static str> {
    let everywhere = |key: &Key| key.published.and_then(|time| time.checked_add(CACHED)).is_some_and(|since| since <= now);
    let usable = |key: &&Key| everywhere(key) && key.withdrawn != Some(0);
    keys.iter().filter(usable).max_by_key(|key| key.published).map(|key| key.kid)
}
