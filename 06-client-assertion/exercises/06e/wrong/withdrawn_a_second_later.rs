//! The second in which it is withdrawn still counts.
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
    let usable = |key: &&Key| everywhere(key) && key.withdrawn.is_none_or(|time| now <= time);
    keys.iter().filter(usable).max_by_key(|key| key.published).map(|key| key.kid)
}
