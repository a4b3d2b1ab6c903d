//! The solutions.

#[path = "01a/solution.rs"]
mod _01a;
#[path = "01b/solution.rs"]
mod _01b;
