//! The sum does not fit.
//!
//! ```text
//! what is published in the future does not sign
//!
//!   your code panicked with [Key { kid: "new", published: Some(18446744073709551615), withdrawn: None }] at 20000:
//!   attempt to add with overflow
//! ```

fn signer(keys: &[Key], now: u64) -> Option<&'static str> {
    let everywhere = |key: &Key| key.published.is_some_and(|time| time + CACHED <= now);
    let usable = |key: &&Key| everywhere(key) && key.withdrawn.is_none_or(|time| now < time);
    keys.iter().filter(usable).max_by_key(|key| key.published).map(|key| key.kid)
}
