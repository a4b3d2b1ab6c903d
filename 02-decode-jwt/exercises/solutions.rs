//! The solutions of step 02, each with the checks of its exercise.

#[path = "02a/solution.rs"]
mod _02a;
#[path = "02b/solution.rs"]
mod _02b;
#[path = "02c/solution.rs"]
mod _02c;
#[path = "02d/solution.rs"]
mod _02d;
