//! The solutions of step 06, each with the checks of its exercise.

#[path = "06a/solution.rs"]
mod _06a;
#[path = "06b/solution.rs"]
mod _06b;
#[path = "06c/solution.rs"]
mod _06c;
#[path = "06d/solution.rs"]
mod _06d;
#[path = "06e/solution.rs"]
mod _06e;
