//! The edges are left out.

fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    (iat.abs_diff(now) < WINDOW).then(|| iat.saturating_add(WINDOW))
}
