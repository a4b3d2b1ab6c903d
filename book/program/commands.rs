//! Which of the book's commands are run by a test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::Problem;

const FILE: &str = "book/commands.toml";

/// The commands that may be typed into a chapter: those of the sessions, which a test runs, and those of
/// `book/commands.toml`.
pub(crate) struct Commands {
    sessions: BTreeSet<String>,
    listed: Vec<Entry>,
    used: BTreeSet<String>,
}

#[derive(Deserialize)]
struct File {
    command: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    line: String,
    /// The file that runs it.
    run_by: Option<String>,
    /// Why no test runs it.
    left_out: Option<String>,
}

impl Commands {
    pub(crate) fn read(root: &Path) -> anyhow::Result<Self> {
        let text = fs::read_to_string(root.join(FILE)).context(FILE)?;
        let File { command: listed } = toml::from_str(&text).context(FILE)?;
        for Entry {
            line,
            run_by,
            left_out,
        } in &listed
        {
            ensure!(
                run_by.is_some() != left_out.is_some(),
                "{FILE}: {line:?} needs run_by or left_out"
            );
        }
        let mut sessions = BTreeSet::new();
        for session in fs::read_dir(root.join("book/sessions")).context("book/sessions")? {
            let text = fs::read_to_string(session?.path())?;
            let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
            sessions.extend(commands.map(|command| command.trim().to_owned()));
        }
        Ok(Self {
            sessions,
            listed,
            used: BTreeSet::new(),
        })
    }

    /// What is wrong with this line of a `console` block, if something is.
    pub(crate) fn check(&mut self, line: &str) -> Option<String> {
        let Some(command) = line.strip_prefix("$ ") else {
            return Some(format!(
                "{line:?}: a console block has commands only, `$ …`; outputs come from sessions and snapshots"
            ));
        };
        let command = command.split("  #").next().unwrap_or(command).trim();
        if let Some(mistake) = cannot_be_typed(command) {
            return Some(mistake);
        }
        self.used.insert(command.to_owned());
        let known = self.sessions.contains(command)
            || self.listed.iter().any(|entry| entry.line == command);
        (!known).then(|| {
            format!("no test runs `{command}`: make it a session, or name who runs it in {FILE}")
        })
    }

    /// What is wrong with the list itself.
    pub(crate) fn finish(&self, root: &Path) -> Vec<Problem> {
        let mut problems = Vec::new();
        for Entry { line, run_by, .. } in &self.listed {
            if let Some(path) = run_by.as_ref().filter(|path| !root.join(path).exists()) {
                let message = format!("`{line}` is run by {path}, which does not exist");
                problems.push(Problem::new(FILE, 0, message));
            } else if !self.used.contains(line) {
                let message = format!("no chapter has `{line}`: delete it here");
                problems.push(Problem::new(FILE, 0, message));
            }
        }
        problems
    }

    /// The commands that no test runs, with the reason.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = (&str, &str)> {
        self.listed
            .iter()
            .filter_map(|entry| Some((entry.line.as_str(), entry.left_out.as_deref()?)))
    }
}

/// Why a reader who types this command as it is on the page gets something else, if so.
pub(crate) fn cannot_be_typed(command: &str) -> Option<String> {
    let reason = if command.contains('<') {
        "to a shell, `<` is a redirection; write a word in capitals for what the reader fills in"
    } else if command.contains('…') || command.contains("...") {
        "dots stand for something that the reader cannot know"
    } else if command.starts_with("export ") || command.contains("; export ") {
        "a variable that stays set changes every command after this one: set it for one command"
    } else {
        return None;
    };
    Some(format!("`{command}`: {reason}"))
}
