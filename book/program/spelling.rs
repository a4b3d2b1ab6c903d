//! Spelling, checked by `typos` if it is installed.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use anyhow::Context;

/// Whether `typos` finds nothing. Without `typos`, this says so and returns true.
///
/// # Errors
/// If `typos` is installed and cannot be run.
pub fn spelling(root: &Path) -> anyhow::Result<bool> {
    let mut typos = Command::new("typos");
    typos
        .args(["--config", ".ci/typos.toml", "book"])
        .current_dir(root);
    match typos.status() {
        Ok(status) => Ok(status.success()),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            crate::remark("spelling is not checked: there is no `typos` (pip install typos)");
            Ok(true)
        }
        Err(error) => Err(error).context("cannot run typos"),
    }
}
