//! # 07e, a solution
//!
//! The second counts from `iat`, and not from now: a proof whose `iat` is ahead
//! is accepted for up to a minute, and has to be remembered for as long.

#[cfg(test)]
mod check;

/// Seconds.
const WINDOW: u64 = 30;

/// The last second at which a proof of the time `iat` is accepted; `None` if it is not, now.
fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    (iat.abs_diff(now) <= WINDOW).then(|| iat.saturating_add(WINDOW))
}
