//! Without expires_in it is taken for an hour.
//!
//! ```text
//! without expires in it is not used twice
//!
//!   used at 1000, though nobody knows how long it lives
//! ```

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let life = kept.expires_in.unwrap_or(3600);
    now < kept.asked_at.saturating_add(life - MARGIN.min(life / 2))
}
