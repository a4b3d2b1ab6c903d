//! Programs on Node.js whose OAuth others wrote, for comparison.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

use anyhow::{Context, anyhow, bail, ensure};
use serde_json::Value;

use crate::root;

/// The oldest version in which all that the libraries use is on by default.
const OLDEST: u32 = 20;

/// Where the libraries of `tests/node/package.json` are, and the programs are run.
pub(crate) fn folder() -> PathBuf {
    root().join("target").join("node")
}

/// The interpreter, if the libraries are there in their versions, with the programs beside them.
///
/// # Errors
/// The reason why there is none, for the report.
pub fn node() -> anyhow::Result<&'static Path> {
    static FOUND: OnceLock<Result<(), String>> = OnceLock::new();
    match FOUND.get_or_init(|| find().map_err(|error| format!("{error:#}"))) {
        Ok(()) => Ok(Path::new("node")),
        Err(error) => Err(anyhow!("{error}")),
    }
}

fn find() -> anyhow::Result<()> {
    if env::var("NODE").is_ok_and(|value| value == "off") {
        bail!("NODE=off");
    }
    let output = Command::new("node").arg("--version").output();
    let output = output.context("node cannot be run")?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next();
    let major: u32 = major.and_then(|major| major.parse().ok()).unwrap_or(0);
    ensure!(major >= OLDEST, "node is {version}, and {OLDEST} is needed");

    let programs = root().join("tests").join("node");
    let package = |file: PathBuf| -> anyhow::Result<Value> {
        let text = fs::read(&file).with_context(|| format!("no {}", file.display()))?;
        Ok(serde_json::from_slice(&text)?)
    };
    let wanted = package(programs.join("package.json"))?;
    let wanted = wanted.get("dependencies").and_then(Value::as_object);
    for (name, version) in wanted.context("dependencies")? {
        let file = folder().join("node_modules").join(name);
        let found = package(file.join("package.json"))?;
        let found = found.get("version").context("version")?;
        ensure!(found == version, "{name} is {found}, not {version}");
    }
    // Node looks for libraries beside the program.
    for name in ["client.mjs", "server.mjs"] {
        fs::copy(programs.join(name), folder().join(name))?;
    }
    Ok(())
}
