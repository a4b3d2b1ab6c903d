//! # 01a: count the words
//!
//! There are spaces between words. How many are there?
//!
//! Check: `cargo workshop check 01a`
//! Read: RFC 1345

#[cfg(test)]
mod check;

/// The number of words.
fn count(text: &str) -> usize {
    todo!("count the words of {text:?}")
}
