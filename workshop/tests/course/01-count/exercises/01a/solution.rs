//! # 01a, a solution
//!
//! Several spaces are one gap.

#[cfg(test)]
mod check;

/// The number of words.
fn count(text: &str) -> usize {
    text.split_whitespace().count()
}
