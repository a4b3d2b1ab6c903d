//! The solutions of step 01, each with the checks of its exercise.

#[path = "01a/solution.rs"]
mod _01a;
#[path = "01b/solution.rs"]
mod _01b;
#[path = "01c/solution.rs"]
mod _01c;
#[path = "01d/solution.rs"]
mod _01d;
#[path = "01e/solution.rs"]
mod _01e;
