//! A proof from the future is accepted whatever its time.

fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    let end = iat.saturating_add(WINDOW);
    (now <= end).then_some(end)
}
