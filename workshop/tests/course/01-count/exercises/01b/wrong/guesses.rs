//! Any word.
//!
//! ```text
//! the weak lock opens
//!
//!   "alibaba" does not open it
//! ```

fn forge() -> String {
    "alibaba".to_owned()
}
