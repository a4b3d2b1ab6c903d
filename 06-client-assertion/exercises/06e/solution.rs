//! # 06e, a solution
//!
//! `checked_add` matters only for a time that nobody lives to see, but a
//! setting can have it.

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
    let everywhere = |key: &Key| {
        let since = key.published.and_then(|time| time.checked_add(CACHED));
        since.is_some_and(|since| since <= now)
    };
    let usable = |key: &&Key| everywhere(key) && key.withdrawn.is_none_or(|time| now < time);
    let newest = keys.iter().filter(usable).max_by_key(|key| key.published);
    newest.map(|key| key.kid)
}
