//! It counts from now, and not from `iat`.

fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    (iat.abs_diff(now) <= WINDOW).then(|| now.saturating_add(WINDOW))
}
