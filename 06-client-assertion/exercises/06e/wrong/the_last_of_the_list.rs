//! The list is taken for sorted.
//!
//! ```text
//! the order in the list does not matter
//!
//!   who signs at 20000
//!     got:      Some("old")
//!     expected: Some("new")
//! ```

fn signer(keys: &[Key], now: u64) -> Option<&'static str> {
    let everywhere = |key: &Key| key.published.and_then(|time| time.checked_add(CACHED)).is_some_and(|since| since <= now);
    let usable = |key: &&Key| everywhere(key) && key.withdrawn.is_none_or(|time| now < time);
    keys.iter().rfind(usable).map(|key| key.kid)
}
