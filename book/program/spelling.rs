//! Spelling, by `typos` if it is there.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use anyhow::Context;

/// Whether the book is spelt well, as far as is known: without `typos` this says so and is content.
///
/// # Errors
/// If `typos` is there and cannot be run.
pub fn spelling(root: &Path) -> anyhow::Result<bool> {
    let mut typos = Command::new("typos");
    typos
        .args(["--config", ".ci/typos.toml", "book"])
        .current_dir(root);
    match typos.status() {
        Ok(status) => Ok(status.success()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            realm::remark("spelling is not checked: there is no `typos` (pip install typos)");
            Ok(true)
        }
        Err(error) => Err(error).context("cannot run typos"),
    }
}
