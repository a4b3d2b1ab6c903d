//! A key signs as soon as it is published.
//!
//! ```text
//! a new key waits until every server has it
//!
//!   who signs at 9000
//!     got:      Some("new")
//!     expected: Some("old")
//! ```

fn signer(keys: &[Key], now: u64) -> Option<&'static str> {
    let everywhere = |key: &Key| key.published.is_some_and(|time| time <= now);
    let usable = |key: &&Key| everywhere(key) && key.withdrawn.is_none_or(|time| now < time);
    keys.iter().filter(usable).max_by_key(|key| key.published).map(|key| key.kid)
}
