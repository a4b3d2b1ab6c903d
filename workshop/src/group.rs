//! For a group: a participant's report, and the leader's summary of all reports.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use crate::course::Course;
use crate::progress::Records;
use crate::show::{BOLD, count};

/// How many failed checks of an exercise that is not done mean that someone is stuck.
const STUCK: u64 = 3;

/// What a participant hands in: no code, and no name unless it was given.
#[derive(Deserialize, Serialize)]
struct Report {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The exercise that the participant is at; none if all are done.
    #[serde(default)]
    at: Option<String>,
    exercises: BTreeMap<String, Line>,
}

#[derive(Deserialize, Serialize)]
struct Line {
    done: bool,
    tries: u64,
    hints: usize,
    #[serde(default)]
    minutes: Option<u64>,
}

/// Writes the report beside the learner, and says where it is.
pub(crate) fn report(
    course: &Course,
    records: &Records,
    name: Option<String>,
) -> anyhow::Result<String> {
    let lines = course.exercises.iter().map(|exercise| {
        let record = records.of(&exercise.id);
        let line = Line {
            done: record.done,
            tries: record.tries,
            hints: record.hints,
            minutes: record.minutes(),
        };
        (exercise.id.clone(), line)
    });
    let report = Report {
        at: records.next(course).map(|exercise| exercise.id.clone()),
        exercises: lines.collect(),
        name,
    };
    // Reports from thirty machines come into one folder, so their names must differ.
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let file = course
        .root
        .join(".workshop")
        .join(format!("report-{}.json", now.as_nanos()));
    fs::write(&file, serde_json::to_string_pretty(&report)? + "\n")
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(format!(
        "{}\nHand in this file. It is text: look into it.\n",
        file.display()
    ))
}

/// The table for the terminal; the page is written into the folder.
pub(crate) fn summary(course: &Course, folder: &Path) -> anyhow::Result<String> {
    let mut reports = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let file = entry?.path();
        if file
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let report: Report = serde_json::from_slice(&fs::read(&file)?)
                .with_context(|| format!("{} is not a report", file.display()))?;
            let stem = file
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            reports.push((report.name.clone().unwrap_or(stem), report));
        }
    }
    ensure!(
        !reports.is_empty(),
        "there are no reports in {}",
        folder.display()
    );
    reports.sort_by(|one, other| one.0.cmp(&other.0));

    let width = reports.iter().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or(0).max(4);
    let mut text = format!("{BOLD}{:width$}  done  at{BOLD:#}\n", "who");
    for (name, report) in &reports {
        let done = report.exercises.values().filter(|line| line.done).count();
        let at = report.at.as_deref().unwrap_or("all done");
        let stuck = report.at.as_ref().and_then(|at| report.exercises.get(at));
        let stuck = stuck.filter(|line| line.tries >= STUCK);
        let stuck = stuck.map_or(String::new(), |line| {
            format!(", {}", count(line.tries as usize, "attempt"))
        });
        let _ = writeln!(text, "{:width$}  {done:4}  {at}{stuck}", printable(name));
    }
    let _ = writeln!(
        text,
        "\n{BOLD}exercise                                         done  stuck  minutes{BOLD:#}"
    );
    let mut rows = String::new();
    for exercise in &course.exercises {
        let lines: Vec<_> = reports
            .iter()
            .filter_map(|(_, it)| it.exercises.get(&exercise.id))
            .collect();
        let done = lines.iter().filter(|line| line.done).count();
        let stuck = lines.iter().filter(|line| is_stuck(line)).count();
        let mut minutes: Vec<_> = lines.iter().filter_map(|line| line.minutes).collect();
        minutes.sort_unstable();
        let median = minutes
            .get(minutes.len() / 2)
            .map_or("-".to_owned(), u64::to_string);
        if lines.iter().any(|line| line.done || line.tries > 0) {
            let (id, title) = (&exercise.id, &exercise.title);
            let _ = writeln!(text, "{id}  {title:42}  {done:4}  {stuck:5}  {median:>7}");
        }
        let cells = reports
            .iter()
            .map(|(_, report)| cell(report.exercises.get(&exercise.id)));
        let _ = writeln!(
            rows,
            "<tr><th>{} {}</th>{}<td>{done}</td><td>{stuck}</td><td>{median}</td></tr>",
            exercise.id,
            escape(&exercise.title),
            cells.collect::<String>()
        );
    }
    let names = reports
        .iter()
        .map(|(name, _)| format!("<th>{}</th>", escape(name)));
    let page = PAGE
        .replace("NAMES", &names.collect::<String>())
        .replace("ROWS", &rows);
    let file = folder.join("summary.html");
    fs::write(&file, page).with_context(|| format!("cannot write {}", file.display()))?;
    let _ = writeln!(text, "\n{}", file.display());
    Ok(text)
}

fn is_stuck(line: &Line) -> bool {
    !line.done && line.tries >= STUCK
}

fn cell(line: Option<&Line>) -> String {
    match line {
        Some(line) if line.done => format!("<td class=done>✓ {}</td>", line.tries),
        Some(line) if is_stuck(line) => format!("<td class=stuck>{}</td>", line.tries),
        Some(line) if line.tries > 0 => format!("<td>{}</td>", line.tries),
        _ => "<td></td>".to_owned(),
    }
}

const PAGE: &str = "<!doctype html>
<meta charset=utf-8>
<title>The workshop</title>
<style>
body { font-family: sans-serif }
table { border-collapse: collapse }
th, td { border: 1px solid #ccc; padding: .2em .5em; text-align: left }
.done { background: #dfd }
.stuck { background: #fdd }
</style>
<h1>The workshop</h1>
<p>A number is how often the exercise was checked until it was done (✓), or so far. Red: three times or more, and not done.
<table>
<tr><th>exercise</th>NAMES<th>done</th><th>stuck</th><th>minutes (median)</th></tr>
ROWS</table>
";

/// A name as it may be put into a page: participants choose their names.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// A name as it may be printed to a terminal.
fn printable(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}
