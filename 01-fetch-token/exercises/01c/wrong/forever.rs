//! Without `expires_in` the token is used until the API refuses it.
//!
//! ```text
//! without expires in it is not used twice
//!
//!   used at 1000, though nobody knows how long it lives
//! ```

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let Some(lifetime) = kept.expires_in else {
        return true;
    };
    now < kept
        .asked_at
        .saturating_add(lifetime - MARGIN.min(lifetime / 2))
}
