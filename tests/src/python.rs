//! The Python programs of the book, for comparison.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, fs};

use anyhow::{Context, anyhow, bail, ensure};

use crate::root;

/// Where the programs are.
pub(crate) fn folder() -> PathBuf {
    root().join("book").join("python")
}

/// The interpreter that has the libraries of `book/python/requirements.txt`, in their versions: the
/// one that `PYTHON` names, that of a virtual environment in `target/python`, or `python3`.
///
/// # Errors
/// The reason why there is none, for the report.
pub fn python() -> anyhow::Result<&'static Path> {
    static FOUND: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = FOUND.get_or_init(|| find().map_err(|error| format!("{error:#}")));
    match found {
        Ok(interpreter) => Ok(interpreter),
        Err(error) => Err(anyhow!("{error}")),
    }
}

fn find() -> anyhow::Result<PathBuf> {
    let interpreter = match env::var("PYTHON").as_deref() {
        Ok("off") => bail!("PYTHON=off"),
        Ok("required") | Err(_) => {
            let venv = root().join("target").join("python");
            let places = [
                venv.join("bin").join("python"),
                venv.join("Scripts").join("python.exe"),
            ];
            let found = places.into_iter().find(|place| place.exists());
            found.unwrap_or_else(|| "python3".into())
        }
        Ok(path) => path.into(),
    };
    check(&interpreter)?;
    Ok(interpreter)
}

/// The libraries must be there, in the versions with which the snapshots were made.
fn check(interpreter: &Path) -> anyhow::Result<()> {
    let file = fs::read_to_string(folder().join("requirements.txt"))?;
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    for (name, version) in lines.filter_map(|line| line.split_once("==")) {
        let script = "import sys; from importlib.metadata import version; \
                      print(version(sys.argv[1]))";
        let output = Command::new(interpreter)
            .args(["-c", script, name])
            .output()
            .with_context(|| format!("{} cannot be run", interpreter.display()))?;
        let found = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let at = interpreter.display();
        ensure!(output.status.success(), "{at} has no {name}");
        ensure!(
            found == version,
            "{at} has {name} {found}, not the {version} of book/python/requirements.txt"
        );
    }
    Ok(())
}
