//! By subtraction, which cannot overflow if it is checked.

fn signer(keys: &[Key], now: u64) -> Option<&'static str> {
    let mut best: Option<&Key> = None;
    for key in keys {
        let Some(published) = key.published else {
            continue;
        };
        let everywhere = now.checked_sub(published).is_some_and(|age| age >= CACHED);
        let withdrawn = key.withdrawn.is_some_and(|time| time <= now);
        let newer = best.is_none_or(|best| best.published < key.published);
        if everywhere && !withdrawn && newer {
            best = Some(key);
        }
    }
    best.map(|key| key.kid)
}
