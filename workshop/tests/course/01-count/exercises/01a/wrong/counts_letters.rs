//! # 01a, wrong: counts letters
//!
//! The length is something else.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// The number of words.
fn count(text: &str) -> usize {
    text.len()
}
