//! Two comparisons.

fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    let end = iat.saturating_add(WINDOW);
    if now > end || iat > now.saturating_add(WINDOW) {
        return None;
    }
    Some(end)
}
