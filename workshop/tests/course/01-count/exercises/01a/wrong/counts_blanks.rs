//! # 01a, wrong: counts blanks
//!
//! Each blank is taken for a gap.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// The number of words.
fn count(text: &str) -> usize {
    text.split(' ').count()
}
