//! The tests' snapshots, for a page.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};

/// The text of a snapshot, without what insta puts at its head.
pub(crate) fn read(root: &Path, name: &str) -> anyhow::Result<String> {
    let file = root
        .join("tests")
        .join("snapshots")
        .join(format!("{name}.snap"));
    let text =
        fs::read_to_string(&file).with_context(|| format!("no test writes a snapshot {name}"))?;
    let text = text.replace("\r\n", "\n");
    let (_, text) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .with_context(|| format!("{} is no snapshot of insta", file.display()))?;
    Ok(text.trim_end().to_owned())
}

/// A request and its answer.
pub(crate) fn exchange(root: &Path, name: &str) -> anyhow::Result<(String, String)> {
    let text = read(root, name)?;
    let (request, answer) = text
        .split_once("\nHTTP/1.1 ")
        .with_context(|| format!("{name} is no exchange over HTTP: use snapshot"))?;
    ensure!(
        !answer.contains("\nHTTP/1.1 "),
        "{name} has several exchanges: use snapshot"
    );
    Ok((request.trim_end().to_owned(), format!("HTTP/1.1 {answer}")))
}

/// The lines of a snapshot that begin with `prefix`.
pub(crate) fn lines(root: &Path, name: &str, prefix: &str) -> anyhow::Result<String> {
    let text = read(root, name)?;
    let found: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with(prefix))
        .collect();
    ensure!(
        !found.is_empty(),
        "no line of {name} begins with {prefix:?}"
    );
    Ok(found.join("\n"))
}

/// A session's terminals, each with its text.
pub(crate) fn terminals(root: &Path, name: &str) -> anyhow::Result<Vec<String>> {
    let text = read(root, &format!("session-{name}"))?;
    let terminals = text.split("\nin another terminal:\n");
    Ok(terminals.map(|text| text.trim().to_owned()).collect())
}
