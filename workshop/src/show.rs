//! What the learner sees.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::{fs, io};

use anstyle::{AnsiColor, Style};
use console::{Term, measure_text_width};
use similar::{ChangeTag, TextDiff};

use crate::check::{self, Outcome};
use crate::course::{self, Course, Exercise};
use crate::progress::{Progress, Records};

pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
pub(crate) const HERE: Style = AnsiColor::Cyan.on_default().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const BOLD: Style = Style::new().bold();

/// How wide the progress bar is, in columns.
const BAR: usize = 40;

/// Prints to stdout: with colours where it is a terminal and `NO_COLOR` is not set.
pub(crate) fn print(text: &str) {
    // A reader that has seen enough, such as `head`, is not a failure.
    let _ = anstream::stdout().write_all(text.as_bytes());
    let _ = anstream::stdout().flush();
}

/// Where the learner is, and what is next.
pub(crate) fn welcome(course: &Course, records: &Records) -> String {
    let of = course.exercises.len();
    let is_done = |exercise: &&Exercise| records.is_done(&exercise.id);
    let done = course.exercises.iter().filter(is_done).count();
    let filled = done * BAR / of.max(1);
    let (full, empty) = ("█".repeat(filled), "░".repeat(BAR - filled));
    let mut text = format!("{GOOD}{full}{GOOD:#}{DIM}{empty}{DIM:#} {done} of {of} done\n\n");
    for step in course
        .exercises
        .chunk_by(|one, other| one.step == other.step)
    {
        let name = step.first().map_or("", |exercise| &exercise.step);
        let done = step.iter().filter(is_done).count();
        let style = if done == step.len() {
            GOOD
        } else {
            Style::new()
        };
        let _ = writeln!(text, "  {style}{name:22} {done} of {}{style:#}", step.len());
    }
    text.push('\n');
    match records.next(course) {
        Some(exercise) => {
            text.push_str(&heading(exercise));
            text.push_str("  task    cargo workshop next\n");
            text.push_str(&commands(course, exercise));
        }
        None => text.push_str(&all_done(course)),
    }
    text
}

/// An exercise's task, and what to run.
pub(crate) fn task(course: &Course, exercise: &Exercise) -> String {
    let mut text = heading(exercise);
    let task = exercise.task().unwrap_or_default();
    // The first line is the title again, and the command to check it comes below.
    let task = task
        .split_once("\n\n")
        .map_or(task.as_str(), |(_, rest)| rest);
    let lines = task
        .trim()
        .lines()
        .filter(|line| !line.starts_with("Check: "));
    let task: Vec<_> = lines.collect();
    for line in wrap(&task.join("\n"), width() - 4).lines() {
        let _ = writeln!(text, "{}", format!("    {line}").trim_end());
    }
    text.push('\n');
    text.push_str(&commands(course, exercise));
    text
}

fn heading(exercise: &Exercise) -> String {
    let Exercise {
        id,
        title,
        kind,
        minutes,
        ..
    } = exercise;
    format!("{HERE}{id}  {title}{HERE:#}  {DIM}{kind}, {minutes} minutes{DIM:#}\n\n")
}

fn commands(course: &Course, exercise: &Exercise) -> String {
    let (id, file) = (&exercise.id, exercise.file());
    let file = course.relative(&file);
    format!(
        "  edit    {BOLD}{file}{BOLD:#}\n  \
         check   cargo workshop check {id}, or cargo workshop watch\n  \
         stuck?  cargo workshop hint {id}\n"
    )
}

/// Nothing is left.
pub(crate) fn all_done(course: &Course) -> String {
    let count = course.exercises.len();
    format!(
        "{GOOD}All {count} exercises are done.{GOOD:#} `cargo workshop reset ID` begins one again.\n"
    )
}

/// All exercises, by step.
pub(crate) fn list(course: &Course, records: &Records) -> String {
    let titles = course.exercises.iter().map(|it| it.title.chars().count());
    let width = titles.max().unwrap_or(0);
    let next = records.next(course).map(|exercise| &exercise.id);
    let mut text = String::new();
    let mut step = "";
    for exercise in &course.exercises {
        let Exercise {
            id,
            title,
            kind,
            minutes,
            ..
        } = exercise;
        if exercise.step != step {
            step = &exercise.step;
            let _ = writeln!(
                text,
                "{BOLD}{step}{BOLD:#}{DIM}/exercises/ID/exercise.rs{DIM:#}"
            );
        }
        let (style, mark) = match () {
            () if records.is_done(id) => (GOOD, '✓'),
            () if Some(id) == next => (HERE, '▸'),
            () => (Style::new(), ' '),
        };
        let _ = writeln!(
            text,
            " {style}{mark} {id}  {title:width$}{style:#}  {DIM}{kind:6}  {minutes:2} min{DIM:#}"
        );
    }
    text
}

/// Checks an exercise and records the result. Returns whether it passed, and what to say about it.
pub(crate) fn check(
    course: &Course,
    exercise: &Exercise,
    progress: &Progress,
) -> anyhow::Result<(bool, String)> {
    let id = &exercise.id;
    let outcome = check::check(course, exercise)?;
    let passed = matches!(outcome, Outcome::Passes { .. });
    let record = progress.update(id, |record| record.tried(passed))?;
    let mut text = describe(exercise, &outcome);
    if !passed {
        let more = match exercise.hints.len().saturating_sub(record.hints) {
            0 => format!("all hints were shown; `cargo workshop solution {id}` shows a solution"),
            1 => format!("stuck? There is one more hint: cargo workshop hint {id}"),
            hints => format!("stuck? There are {hints} hints: cargo workshop hint {id}"),
        };
        let _ = writeln!(text, "{DIM}{more}{DIM:#}");
        return Ok((false, text));
    }
    progress.go_to(id)?;
    let next = match progress.read()?.next_after(course, id) {
        Some(next) => format!("next: {}  {}", next.id, next.title),
        None => "that was the last one: all exercises are done".to_owned(),
    };
    let _ = writeln!(
        text,
        "how others did it: cargo workshop solution {id}\n{next}"
    );
    Ok((true, text))
}

/// An outcome: what is wrong first, then where, then how much is right already.
fn describe(exercise: &Exercise, outcome: &Outcome) -> String {
    let Exercise { id, title, .. } = exercise;
    match outcome {
        Outcome::Passes { checks } => {
            let checks = count(*checks, "check");
            format!("{GOOD}✓ {id}  {title}: done, {checks} passed{GOOD:#}\n")
        }
        Outcome::DoesNotCompile { first, more } => {
            let more = match more {
                0 => String::new(),
                more => format!(", and {} more after this one", count(*more, "error")),
            };
            format!("{first}\n\n{BAD}✗ {id} does not compile{more}{BAD:#}\n")
        }
        Outcome::Todo {
            place,
            task,
            passed,
            of,
        } => {
            let state = match passed {
                0 => "not begun yet".to_owned(),
                _ => format!(
                    "{passed} of {} pass, and a todo! is left",
                    count(*of, "check")
                ),
            };
            let todo = match task.as_str() {
                "" => format!("the first todo! is at {place}"),
                task => format!("{task}\n  {DIM}the todo! is at {place}{DIM:#}"),
            };
            format!("{HERE}▸ {id}  {title}: {state}{HERE:#}\n\n  {todo}\n")
        }
        Outcome::Fails {
            failure,
            passed,
            of,
            ..
        } => {
            let complaint = complaint(outcome);
            let (check, message) = complaint.split_once('\n').unwrap_or((&complaint, ""));
            let (place, of) = (&failure.place, count(*of, "check"));
            format!(
                "{BAD}✗ {id}  {check}{BAD:#}  {DIM}({place}){DIM:#}\n{message}\n\n{passed} of {of} pass\n"
            )
        }
        Outcome::Breaks { .. } => format!("{BAD}✗ {id}  {}{BAD:#}\n", complaint(outcome)),
    }
}

/// What is wrong, without places: `workshop verify` compares it with what is written in the file of
/// a wrong answer.
pub(crate) fn complaint(outcome: &Outcome) -> String {
    let (check, failure) = match outcome {
        Outcome::Fails { check, failure, .. } => (check, failure),
        Outcome::Passes { .. } => return "nothing: all checks pass".to_owned(),
        Outcome::DoesNotCompile { .. } => return "it does not compile".to_owned(),
        Outcome::Todo { .. } => return "it is not finished: there is a todo!".to_owned(),
        Outcome::Breaks { check, reason } => {
            return format!(
                "{}\n\n  {}",
                check.replace('_', " "),
                reason.replace('\n', "\n  ")
            );
        }
    };
    let mut text = format!("{}\n", check.replace('_', " "));
    let is_panic = !failure.place.starts_with("check.rs") && !failure.place.is_empty();
    if let (true, Some(input)) = (is_panic, &failure.input) {
        let _ = write!(text, "\n  your code panicked with {input}:");
    } else if is_panic {
        text.push_str("\n  your code panicked:");
    }
    // Rust's words name the sides of an expression that the learner has not seen.
    let equal = "assertion `left == right` failed";
    let unequal = "assertion `left != right` failed";
    let is_unequal = failure.message.starts_with(unequal);
    let other = if is_unequal { "but not:" } else { "expected:" };
    let message = failure
        .message
        .replace(&format!("{equal}: "), "")
        .replace(&format!("{unequal}: "), "")
        .replace(equal, "this is something else than expected:")
        .replace(unequal, "this should be something else:");
    for line in message.lines() {
        let line = match (line.strip_prefix("  left: "), line.strip_prefix(" right: ")) {
            (Some(value), _) => format!("  got:      {value}"),
            (_, Some(value)) => format!("  {other:9} {value}"),
            _ => line.to_owned(),
        };
        let _ = write!(text, "\n  {line}");
    }
    let printed: Vec<_> = failure.printed.lines().collect();
    if !printed.is_empty() {
        text.push_str("\n\n  printed before that:");
        // The last lines are the ones about the input that failed.
        for line in printed.iter().skip(printed.len().saturating_sub(10)) {
            let _ = write!(text, "\n    {line}");
        }
    }
    text
}

/// One more hint, or all of them once they were all shown.
pub(crate) fn hint(exercise: &Exercise, progress: &Progress) -> anyhow::Result<String> {
    let Exercise { id, hints, .. } = exercise;
    let of = hints.len();
    let mut shown = 0;
    progress.update(id, |record| {
        shown = record.hints;
        record.hints = of.min(shown + 1);
    })?;
    // One that was not shown yet, or all of them again.
    let (first, last) = if shown < of {
        (shown, shown + 1)
    } else {
        (0, of)
    };
    let mut text = String::new();
    for (index, hint) in hints.iter().enumerate().take(last).skip(first) {
        let (number, hint) = (index + 1, wrap(hint, width()));
        let _ = writeln!(
            text,
            "{BOLD}{id}, hint {number} of {of}{BOLD:#}\n\n{hint}\n"
        );
    }
    if last >= of {
        let _ = writeln!(
            text,
            "{DIM}there are no more; cargo workshop solution {id}{DIM:#}"
        );
    }
    Ok(text)
}

/// What the solution says about itself, and how the learner's file differs from it.
pub(crate) fn solution(course: &Course, exercise: &Exercise) -> io::Result<String> {
    let (yours, theirs) = (exercise.file(), exercise.folder.join("solution.rs"));
    let (old, new) = (fs::read_to_string(&yours)?, fs::read_to_string(&theirs)?);
    let ((_, old), (idea, new)) = (course::split(&old), course::split(&new));
    let mut text = String::new();
    for line in idea.lines().skip(2) {
        let _ = writeln!(text, "{line}");
    }
    let _ = writeln!(text, "\n{BAD}- {}{BAD:#}", course.relative(&yours));
    let _ = writeln!(text, "{GOOD}+ {}{GOOD:#}", course.relative(&theirs));
    let diff = TextDiff::from_lines(old, new);
    for group in diff.grouped_ops(3) {
        let _ = writeln!(text, "{DIM}…{DIM:#}");
        for change in group
            .iter()
            .flat_map(|operation| diff.iter_changes(operation))
        {
            let (style, sign) = match change.tag() {
                ChangeTag::Delete => (BAD, '-'),
                ChangeTag::Insert => (GOOD, '+'),
                ChangeTag::Equal => (Style::new(), ' '),
            };
            let line = format!("{sign} {}", change.value().trim_end());
            let _ = writeln!(text, "{style}{}{style:#}", line.trim_end());
        }
    }
    if old == new {
        text.push_str("no difference\n");
    }
    Ok(text)
}

/// `1 check`, `2 checks`.
pub(crate) fn count(number: usize, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {what}{s}")
}

/// How wide prose may be.
pub(crate) fn width() -> usize {
    let terminal = Term::stdout().size_checked();
    terminal.map_or(100, |(_, columns)| usize::from(columns).max(20))
}

/// Fills paragraphs and list items anew if one of their lines is too long.
pub(crate) fn wrap(text: &str, width: usize) -> String {
    if text.lines().all(|line| line.chars().count() <= width) {
        return text.to_owned();
    }
    let is_item = |line: &str| {
        let mark = line.split(' ').next().unwrap_or_default();
        mark == "-" || mark.ends_with('.') && mark.trim_end_matches('.').parse::<u8>().is_ok()
    };
    let mut output = String::new();
    let (mut column, mut indent) = (0, String::new());
    for line in text.lines() {
        if column > 0 && (line.is_empty() || is_item(line) || line.contains(": RFC")) {
            output.push('\n');
            column = 0;
        }
        if line.is_empty() {
            output.push('\n');
        } else if column == 0 {
            let mark = line.split(' ').next().map_or(0, |mark| mark.len() + 1);
            indent = if is_item(line) {
                " ".repeat(mark)
            } else {
                String::new()
            };
        }
        for word in line.split_whitespace() {
            let length = word.chars().count();
            if column > 0 && column + 1 + length > width {
                let _ = write!(output, "\n{indent}");
                column = indent.len();
            } else if column > 0 {
                output.push(' ');
                column += 1;
            }
            output.push_str(word);
            column += length;
        }
    }
    output
}

/// The first and the last lines of a text that is too long for a screen.
pub(crate) fn fit(text: &str, rows: usize, columns: usize) -> String {
    let height = |line: &str| measure_text_width(line).div_ceil(columns.max(1)).max(1);
    let lines: Vec<_> = text.lines().collect();
    if lines.iter().map(|line| height(line)).sum::<usize>() <= rows {
        return text.to_owned();
    }
    // The end has the outcome, or how many checks pass.
    let (first, last) = lines.split_at(lines.len().saturating_sub(4));
    let mut room = rows.saturating_sub(1 + last.iter().map(|line| height(line)).sum::<usize>());
    let mut shown = Vec::new();
    for line in first {
        let Some(rest) = room.checked_sub(height(line)) else {
            break;
        };
        room = rest;
        shown.push(*line);
    }
    let gap = format!(
        "{DIM}  … {} left out{DIM:#}",
        count(first.len() - shown.len(), "line")
    );
    shown.push(&gap);
    shown.extend(last);
    shown.join("\n") + "\n"
}

/// A line of `cargo workshop doctor`: what, how it is, and what to do.
pub(crate) enum Finding {
    Good(&'static str, String),
    /// Not as it could be, but the exercises do not need it.
    Note(&'static str, String, String),
    /// The exercises do not work like this.
    Bad(&'static str, String, String),
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (style, mark, name, text, advice) = match self {
            Self::Good(name, text) => (GOOD, '✓', name, text, ""),
            Self::Note(name, text, advice) => (HERE, '·', name, text, advice.as_str()),
            Self::Bad(name, text, advice) => (BAD, '✗', name, text, advice.as_str()),
        };
        writeln!(f, "{style}{mark}{style:#} {name:13} {text}")?;
        if !advice.is_empty() {
            writeln!(f, "{:16}{BOLD}{advice}{BOLD:#}", "")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_filled_for_a_narrow_terminal() {
        let text =
            "One two three four\nfive.\n\n- an item with\n  two lines;\n- another.\n\nRead: RFC n";
        assert_eq!(wrap(text, 20), text);
        let narrow = "One two\nthree four\nfive.\n\n- an item\n  with two\n  lines;\n- another.\n\n\
            Read: RFC\nn";
        assert_eq!(wrap(text, 10), narrow);
    }

    #[test]
    fn a_long_text_keeps_its_beginning_and_its_end() {
        let text: String = (1..=30).map(|number| format!("line {number}\n")).collect();
        let shown = fit(&text, 10, 80);
        assert_eq!(shown.lines().count(), 10);
        assert!(
            shown.starts_with("line 1\n") && shown.ends_with("line 30\n"),
            "{shown}"
        );
        assert_eq!(fit(&text, 30, 80), text);
        assert!(
            fit(&text, 30, 4).contains("left out"),
            "lines take two rows each"
        );
    }
}
