//! # The book's program: builds, serves and checks it
//!
//! mdBook makes the pages. What stands between `{{#` and `}}` in a chapter is expanded here.

pub mod picture;

use std::path::Path;

use anyhow::Context;
use mdbook_driver::MDBook;

/// Builds the book of this workspace into `target/book`.
///
/// # Errors
/// If a chapter cannot be read or rendered.
pub fn build(root: &Path) -> anyhow::Result<()> {
    let book = MDBook::load(root.join("book")).context("cannot load the book")?;
    book.build().context("cannot build the book")
}
