//! `now - asked_at` underflows: a clock that is set back ends the program.
//!
//! ```text
//! a clock that is set back is not a crash
//!
//!   your code panicked with requested at 1000, expires_in Some(300), now 990:
//!   attempt to subtract with overflow
//! ```

fn may_be_used(kept: &Kept, now: u64) -> bool {
    let Some(life) = kept.expires_in else {
        return false;
    };
    let age = now - kept.asked_at;
    age < life - MARGIN.min(life / 2)
}
