//! Snapshots of the tests, for a page.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::Value;

/// The text of a snapshot, without insta's header.
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
        .with_context(|| format!("{} is not a snapshot of insta", file.display()))?;
    Ok(text.trim_end().to_owned())
}

/// A request and its response.
pub(crate) fn exchange(root: &Path, name: &str) -> anyhow::Result<(String, String)> {
    let text = read(root, name)?;
    let (request, answer) = text
        .split_once("\nHTTP/1.1 ")
        .with_context(|| format!("{name} is not an HTTP exchange: use snapshot"))?;
    ensure!(
        !answer.contains("\nHTTP/1.1 "),
        "{name} has several exchanges: use snapshot"
    );
    Ok((request.trim_end().to_owned(), format!("HTTP/1.1 {answer}")))
}

/// The lines of a snapshot that start with `prefix`.
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

/// A snapshot of lines with ` | ` in them as a table, in Markdown.
pub(crate) fn table(root: &Path, name: &str) -> anyhow::Result<String> {
    let text = read(root, name)?;
    let (head, rows) = text.split_once('\n').context("a head and rows")?;
    ensure!(
        head.contains(" | "),
        "the first line of {name} has no cells: use snapshot"
    );
    let columns = head.split(" | ").count();
    let mut table = format!("| {head} |\n|{}\n", "---|".repeat(columns));
    for row in rows.lines() {
        let row = row.replace('<', "&lt;");
        table.push_str(&format!("| {row} |\n"));
    }
    Ok(table)
}

/// The status of a response and what a client reads in it, in Markdown.
pub(crate) fn answer(root: &Path, name: &str) -> anyhow::Result<(String, String)> {
    let (_, answer) = exchange(root, name)?;
    let status = answer.lines().next().unwrap_or_default();
    let status = status.trim_start_matches("HTTP/1.1 ").to_owned();
    Ok((status, complaint(&answer).replace('|', "\\|")))
}

/// What a client reads in a response: the challenge, or the error in the body.
fn complaint(answer: &str) -> String {
    let challenge = answer
        .lines()
        .find_map(|line| line.strip_prefix("WWW-Authenticate: "));
    if let Some(challenge) = challenge {
        // It is long, and the same in every challenge.
        let challenge = challenge
            .split("resource_metadata=")
            .next()
            .unwrap_or_default();
        // Two, because a challenge may contain `Bearer` in backquotes.
        return format!("`` {} ``", challenge.trim_end_matches([' ', ',']));
    }
    let Some((_, body)) = answer.split_once("\n\n") else {
        return "no body".to_owned();
    };
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let members = ["error", "error_description", "message", "active"];
    let said = members.iter().filter_map(|name| body.get(name));
    let said: Vec<_> = said
        .map(|value| match value.as_str() {
            Some(text) => format!("`{text}`"),
            None => format!("`active: {value}`"),
        })
        .collect();
    match said.is_empty() {
        true => "what was asked for".to_owned(),
        false => said.join(" "),
    }
}

/// A session's terminals, each with its text. Its commands come from the session's own file: in the
/// snapshot, what varies from run to run is masked, and a reader could not type it.
pub(crate) fn terminals(root: &Path, name: &str) -> anyhow::Result<Vec<String>> {
    let file = root.join("book/sessions").join(format!("{name}.txt"));
    let session = fs::read_to_string(&file)
        .with_context(|| format!("there is no book/sessions/{name}.txt"))?;
    let mut commands = session.lines().filter(|line| line.starts_with("$ "));
    let text = read(root, &format!("session-{name}"))?;
    let mut lines = Vec::new();
    for line in text.lines() {
        lines.push(match line.starts_with("$ ") {
            true => commands
                .next()
                .with_context(|| format!("session-{name} has a command too many"))?,
            false => line,
        });
    }
    ensure!(
        commands.next().is_none(),
        "session-{name} has fewer commands than the session: run the tests"
    );
    let text = lines.join("\n");
    let terminals = text.split("\nin another terminal:\n");
    Ok(terminals.map(|text| text.trim().to_owned()).collect())
}
