//! All answers to the exercises: `cargo workshop verify` writes them into a file, builds this, and runs
//! the checks of each.
#![allow(
    warnings,
    arithmetic_overflow,
    unconditional_panic,
    reason = "they are wrong on purpose"
)]

include!(env!("WORKSHOP_ANSWERS"));
