//! No margin: the token expires while the request is on its way, and one
//! request in a thousand fails.
//!
//! ```text
//! it is renewed half a minute before its end
//!
//!   used with 1 s left: it would expire on its way
//! ```

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let Some(lifetime) = kept.expires_in else {
        return false;
    };
    now < kept.asked_at.saturating_add(lifetime)
}
