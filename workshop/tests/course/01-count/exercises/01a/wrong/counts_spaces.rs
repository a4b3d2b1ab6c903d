//! Each space is taken for a gap.
//!
//! ```text
//! a wide gap is one gap
//!
//!   there are three spaces
//!     got:      4
//!     expected: 2
//! ```

fn count(text: &str) -> usize {
    text.split(' ').count()
}
