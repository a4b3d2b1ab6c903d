//! The solutions of step 03, each with the checks of its exercise.

#[path = "03a/solution.rs"]
mod _03a;
#[path = "03b/solution.rs"]
mod _03b;
#[path = "03c/solution.rs"]
mod _03c;
#[path = "03d/solution.rs"]
mod _03d;
#[path = "03e/solution.rs"]
mod _03e;
#[path = "03f/solution.rs"]
mod _03f;
