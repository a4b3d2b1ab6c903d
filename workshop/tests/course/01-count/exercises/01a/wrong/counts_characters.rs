//! The length is something else.
//!
//! ```text
//! two words are two
//!
//!   this is something else than expected:
//!     got:      5
//!     expected: 2
//! ```

fn count(text: &str) -> usize {
    text.len()
}
