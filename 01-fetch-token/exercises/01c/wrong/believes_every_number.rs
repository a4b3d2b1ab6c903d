//! The sum overflows if a server says that the token lives forever: one absurd
//! answer stops the client.
//!
//! ```text
//! an absurd life is not a crash
//!
//!   your code panicked with requested at 1000, expires_in Some(18446744073709551615), now 1001:
//!   attempt to add with overflow
//! ```

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let Some(lifetime) = kept.expires_in else {
        return false;
    };
    let margin = MARGIN.min(lifetime / 2);
    now < kept.asked_at + lifetime - margin
}
