//! The list is taken for sorted.
//!
//! ```text
//! ```

fn signer(keys: &[Key], now: u64) -> Option<&'static str> {
    let everywhere = |key: &Key| key.published.and_then(|time| time.checked_add(CACHED)).is_some_and(|since| since <= now);
    let usable = |key: &&Key| everywhere(key) && key.withdrawn.is_none_or(|time| now < time);
    keys.iter().rfind(usable).map(|key| key.kid)
}
