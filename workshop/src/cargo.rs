//! Building test targets with cargo, and reading what it says.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, io, thread};

use anyhow::Context;
use serde_json::Value;

/// What came of building.
#[derive(Default)]
pub(crate) struct Build {
    /// The test programs, by their target's name.
    pub(crate) programs: HashMap<String, PathBuf>,
    pub(crate) errors: Vec<Diagnostic>,
    pub(crate) warnings: Vec<Diagnostic>,
    /// Cargo's own words, if it failed and the compiler had said nothing.
    pub(crate) failure: Option<String>,
}

/// What the compiler says about one place.
pub(crate) struct Diagnostic {
    /// The target's name.
    pub(crate) target: String,
    /// As it is for people, with colours if there is a terminal.
    pub(crate) text: String,
}

/// A cargo command in the workspace.
pub(crate) fn cargo(root: &Path) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command.current_dir(root);
    command
}

/// Builds test targets, whether or not they have `test = false`.
///
/// It asks for the whole workspace and then names the targets. With `--package`, cargo would settle
/// on other features of the dependencies than in the learner's other builds, and compile half of
/// the tree again.
pub(crate) fn build(
    root: &Path,
    targets: &[String],
    variables: &[(&str, &Path)],
) -> anyhow::Result<Build> {
    let mut command = cargo(root);
    command.envs(variables.iter().copied());
    command.args(["test", "--workspace", "--no-run"]);
    let format = if io::stdout().is_terminal() {
        "json-diagnostic-rendered-ansi"
    } else {
        "json"
    };
    command.arg(format!("--message-format={format}"));
    for target in targets {
        command.args(["--test", target]);
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot run cargo")?;
    let stderr = child.stderr.take().context("no stderr")?;
    let narrator = thread::spawn(move || narrate(stderr));

    let mut build = Build::default();
    for line in BufReader::new(child.stdout.take().context("no stdout")?).lines() {
        if let Ok(message) = serde_json::from_str(&line?) {
            build.read(&message);
        }
    }
    let status = child.wait()?;
    let words = narrator.join().unwrap_or_default();
    if !status.success() && build.errors.is_empty() {
        build.failure = Some(words);
    }
    Ok(build)
}

impl Build {
    fn read(&mut self, message: &Value) -> Option<()> {
        let text = |pointer: &str| message.pointer(pointer)?.as_str();
        let target = text("/target/name")?.to_owned();
        match text("/reason")? {
            "compiler-artifact" if message.pointer("/profile/test")? == true => {
                let program = PathBuf::from(text("/executable")?);
                self.programs.insert(target, program);
            }
            "compiler-message" => {
                let level = text("/message/level")?;
                let text = text("/message/rendered")?.trim_end().to_owned();
                // "aborting due to 2 errors" and the like have no place.
                message.pointer("/message/spans/0")?;
                match level {
                    "error" => self.errors.push(Diagnostic { target, text }),
                    "warning" => self.warnings.push(Diagnostic { target, text }),
                    _ => {}
                }
            }
            _ => {}
        }
        Some(())
    }
}

/// Reads cargo's narration to its end. On a terminal, one line says what is being built: the first
/// build takes a minute, and silence would look like a hang.
fn narrate(stderr: impl io::Read) -> String {
    let terminal = io::stderr().is_terminal();
    let mut words = String::new();
    let mut shown = false;
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if let Some(package) = line.trim_start().strip_prefix("Compiling ")
            && terminal
        {
            let package = package.split(" (").next().unwrap_or(package);
            eprint!("\r\x1b[K  building {package}");
            shown = io::stderr().flush().is_ok();
        }
        words.push_str(&line);
        words.push('\n');
    }
    if shown {
        eprint!("\r\x1b[K");
    }
    words
}
