//! The same mistake at the other end.
//!
//! ```text
//! the repaired lock wants the word
//!
//!   "open sesame" opens it
//! ```

fn opens(word: &str) -> bool {
    word.ends_with("sesame")
}
