//! The solutions of step 04, each with the checks of its exercise.

#[path = "04a/solution.rs"]
mod _04a;
#[path = "04b/solution.rs"]
mod _04b;
#[path = "04c/solution.rs"]
mod _04c;
#[path = "04d/solution.rs"]
mod _04d;
#[path = "04e/solution.rs"]
mod _04e;
#[path = "04f/solution.rs"]
mod _04f;
