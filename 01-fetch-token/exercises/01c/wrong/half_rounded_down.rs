//! Half of a life is rounded down: 45 s are renewed after 22 s, and 1 s is never used.
//!
//! ```text
//! a token is used until it is in its second half and near its end
//!
//!   may it be used, if 0 of its 1 s are over?
//!     got:      false
//!     expected: true
//! ```

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let Some(life) = kept.expires_in else {
        return false;
    };
    let end = kept.asked_at.saturating_add(life);
    let renew = end
        .saturating_sub(MARGIN)
        .max(kept.asked_at.saturating_add(life / 2));
    now < renew
}
