//! A token that lives 20 seconds is never good enough, so each request asks for
//! a new one.
//!
//! ```text
//! a short life is used to its half
//!
//!   refused, though only 9 of its 20 s are over
//! ```

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let Some(lifetime) = kept.expires_in else {
        return false;
    };
    now < kept
        .asked_at
        .saturating_add(lifetime.saturating_sub(MARGIN))
}
