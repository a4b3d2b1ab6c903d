//! Which commands of the book the tests run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::Problem;

/// Commands that no session runs, as `book/commands.toml` has them.
pub(crate) struct Commands {
    listed: BTreeMap<String, Listed>,
    used: BTreeSet<String>,
}

/// Who runs a command, or why nobody does.
enum Listed {
    /// The file that does.
    RunBy(String),
    /// The reason.
    LeftOut(String),
}

#[derive(Deserialize)]
struct File {
    command: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    line: String,
    run_by: Option<String>,
    left_out: Option<String>,
}

impl Commands {
    pub(crate) fn read(root: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(root.join("book").join("commands.toml"))
            .context("book/commands.toml")?;
        let file: File = toml::from_str(&text).context("book/commands.toml")?;
        let mut listed = BTreeMap::new();
        for entry in file.command {
            let who = match (entry.run_by, entry.left_out) {
                (Some(file), None) => Listed::RunBy(file),
                (None, Some(reason)) => Listed::LeftOut(reason),
                _ => bail!(
                    "book/commands.toml: {:?} wants run_by or left_out",
                    entry.line
                ),
            };
            listed.insert(entry.line, who);
        }
        // What a session runs may stand in a block of its own, too.
        let sessions = root.join("book").join("sessions");
        for session in fs::read_dir(&sessions).context("book/sessions")? {
            let path = session?.path();
            for line in fs::read_to_string(&path)?.lines() {
                if let Some(command) = line.strip_prefix("$ ") {
                    let run_by = Listed::RunBy("tests/src/session.rs".to_owned());
                    listed.insert(command.trim().to_owned(), run_by);
                }
            }
        }
        Ok(Self {
            listed,
            used: BTreeSet::new(),
        })
    }

    /// What is wrong with this line of a `console` block.
    pub(crate) fn check(&mut self, line: &str) -> Option<String> {
        let Some(command) = line.strip_prefix("$ ") else {
            return Some(format!(
                "{line:?}: a console block has commands only, `$ …`; outputs come from sessions and snapshots"
            ));
        };
        let command = command.split("  #").next().unwrap_or(command).trim();
        self.used.insert(command.to_owned());
        (!self.listed.contains_key(command)).then(|| {
            format!("no test runs `{command}`: make it a session, or name who runs it in book/commands.toml")
        })
    }

    /// What is wrong with the list itself.
    pub(crate) fn finish(&self, root: &Path) -> Vec<Problem> {
        let file = "book/commands.toml";
        let mut problems = Vec::new();
        for (command, listed) in &self.listed {
            match listed {
                Listed::RunBy(path) if !root.join(path).exists() => {
                    let message = format!("`{command}` is run by {path}, which does not exist");
                    problems.push(Problem::new(file, 0, message));
                }
                Listed::RunBy(path) if path == "tests/src/session.rs" => {}
                _ if !self.used.contains(command) => {
                    let message = format!("no chapter has `{command}`: delete it here");
                    problems.push(Problem::new(file, 0, message));
                }
                _ => {}
            }
        }
        problems
    }

    /// The commands that no test runs, with the reason.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = (&str, &str)> {
        self.listed
            .iter()
            .filter_map(|(command, listed)| match listed {
                Listed::LeftOut(reason) => Some((command.as_str(), reason.as_str())),
                Listed::RunBy(_) => None,
            })
    }
}
