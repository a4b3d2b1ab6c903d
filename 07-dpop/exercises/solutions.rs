//! The solutions of step 07, each with the checks of its exercise.

#![allow(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "an exercise shows the idea in the fewest words"
)]

#[path = "07a/solution.rs"]
mod _07a;
#[path = "07b/solution.rs"]
mod _07b;
#[path = "07c/solution.rs"]
mod _07c;
#[path = "07d/solution.rs"]
mod _07d;
#[path = "07e/solution.rs"]
mod _07e;
#[path = "07f/solution.rs"]
mod _07f;
