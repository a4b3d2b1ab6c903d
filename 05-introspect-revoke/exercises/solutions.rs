//! The solutions of step 05, each with the checks of its exercise.

#[path = "05a/solution.rs"]
mod _05a;
#[path = "05b/solution.rs"]
mod _05b;
#[path = "05c/solution.rs"]
mod _05c;
#[path = "05d/solution.rs"]
mod _05d;
#[path = "05e/solution.rs"]
mod _05e;
