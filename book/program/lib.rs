//! # The book's program: builds, serves and checks it
//!
//! mdBook makes the pages. Where a chapter needs code or output, it has a directive, alone on its line,
//! which is expanded here: code by the name of its item, responses and outputs by the name of their
//! snapshot. So nothing that can drift is typed twice. If something is missing, it is a [`Problem`] with
//! file and line, never an empty place on a page.
//!
//! - [`make`] builds the pages and returns what is wrong with them;
//! - [`serve`] serves them, and rebuilds them when a file changes.
//!
//! The directives are listed in CONTRIBUTING.md.

#![warn(clippy::disallowed_macros)]

mod code;
mod commands;
mod expand;
mod links;
mod picture;
mod problem;
mod rfc;
mod serve;
mod snapshot;
mod source;
mod spelling;
mod step;

pub use problem::Problem;
pub use serve::serve;
pub use spelling::spelling;

use std::io::Write;
use std::path::Path;
use std::{fmt, fs, io};

use anyhow::Context;
use mdbook_driver::MDBook;

use crate::commands::Commands;
use crate::expand::Expander;
use crate::rfc::Sections;

/// Prints a line to stderr. If nobody reads it, that is not an error; `eprintln!` panics then.
pub fn remark(line: impl fmt::Display) {
    writeln!(io::stderr(), "{line}").ok();
}

/// The result of [`make`].
pub struct Made {
    /// How many chapters there are.
    pub chapters: usize,
    /// What is wrong with them, in the order of the files.
    pub problems: Vec<Problem>,
    /// The commands in the book that no test runs, with the reason.
    pub left_out: Vec<String>,
}

/// Builds the book of the workspace `root` into the folder `pages`.
///
/// Pages are written even if something is wrong; they show the problem in its place.
///
/// # Errors
/// If the book cannot be read or written at all.
pub fn make(root: &Path, pages: &Path) -> anyhow::Result<Made> {
    let mut book = MDBook::load(root.join("book")).context("cannot load the book")?;
    book.config.build.build_dir = pages.to_owned();
    let sections = Sections::read(root)?;
    let mut expander = Expander::new(root, &sections, Commands::read(root)?);
    let mut chapters = 0;
    book.book.for_each_chapter_mut(|chapter| {
        if let Some(path) = &chapter.source_path {
            chapter.content = expander.chapter(path, &chapter.content);
            chapters += 1;
        }
    });
    book.book
        .for_each_chapter_mut(|chapter| chapter.content = expander.with_hours(&chapter.content));
    let sources = expander.sources().clone();
    let (mut problems, left_out) = expander.finish()?;
    if pages.is_dir() {
        fs::remove_dir_all(pages).context("cannot remove the old pages")?;
    }
    book.build().context("cannot build the book")?;
    source::write(root, pages, &sources)?;
    problems.extend(links::check(pages)?);
    problems.extend(links::check_glossary(pages)?);
    problems.extend(sections.check_sources(root)?);
    problems.sort();
    problems.dedup();
    Ok(Made {
        chapters,
        problems,
        left_out,
    })
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problems = self.problems.len();
        write!(f, "{} chapters, {problems} problems", self.chapters)
    }
}
