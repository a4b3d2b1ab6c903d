//! What the learner sees.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::{fs, io};

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

use crate::check::{self, Verdict};
use crate::course::{self, Course, Exercise};
use crate::progress::Progress;

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const HERE: Style = AnsiColor::Cyan.on_default().bold();
const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();

/// How wide the progress bar is, in columns.
const BAR: usize = 40;

/// Prints to stdout: with colours where it is a terminal and `NO_COLOR` is not set.
pub(crate) fn print(text: &str) {
    // A reader that has seen enough, such as `head`, is no failure.
    let _ = anstream::stdout().write_all(text.as_bytes());
    let _ = anstream::stdout().flush();
}

/// Where the learner is, and what is next.
pub(crate) fn welcome(course: &Course, progress: &Progress) -> String {
    let of = course.exercises.len();
    let is_done = |exercise: &&Exercise| progress.is_done(&exercise.id);
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
    match course.next(progress) {
        Ok(exercise) => {
            text.push_str(&heading(exercise));
            text.push_str("  task    cargo workshop next\n");
            text.push_str(&commands(course, exercise));
        }
        Err(_) => text.push_str(&all_done(course)),
    }
    text
}

/// An exercise's task, and what to run.
pub(crate) fn task(course: &Course, exercise: &Exercise) -> String {
    let mut text = heading(exercise);
    let task = exercise.task().unwrap_or_default();
    // The first line is the title again, and the command to check it stands below.
    let task = task
        .split_once("\n\n")
        .map_or(task.as_str(), |(_, rest)| rest);
    for line in task
        .trim()
        .lines()
        .filter(|line| !line.starts_with("Check: "))
    {
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
         check   cargo workshop check {id}, or cargo workshop watch to check each time you save\n  \
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
pub(crate) fn list(course: &Course, progress: &Progress) -> String {
    let width = course
        .exercises
        .iter()
        .map(|it| it.title.chars().count())
        .max()
        .unwrap_or(0);
    let next = course.next(progress).ok().map(|exercise| &exercise.id);
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
            let _ = writeln!(text, "{BOLD}{step}{BOLD:#}");
        }
        let (style, mark) = match () {
            () if progress.is_done(id) => (GOOD, '✓'),
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

/// Checks an exercise, says what came of it, and remembers it. Whether it passed.
pub(crate) fn check(
    course: &Course,
    exercise: &Exercise,
    progress: &mut Progress,
) -> anyhow::Result<bool> {
    let verdict = check::check(course, exercise)?;
    print(&judged(exercise, &verdict));
    let Verdict::Passes { .. } = verdict else {
        let hints = exercise
            .hints
            .len()
            .saturating_sub(progress.hints(&exercise.id));
        let id = &exercise.id;
        let more = match hints {
            0 => format!("all hints were shown; `cargo workshop solution {id}` shows a solution"),
            1 => format!("stuck? There is one more hint: cargo workshop hint {id}"),
            _ => format!("stuck? There are {hints} hints: cargo workshop hint {id}"),
        };
        print(&format!("{DIM}{more}{DIM:#}\n"));
        return Ok(false);
    };
    progress.set_done(&exercise.id)?;
    let next = match course.next_after(Some(exercise), progress) {
        Ok(next) => format!("next: {}  {}", next.id, next.title),
        Err(_) => "that was the last one: all exercises are done".to_owned(),
    };
    print(&format!(
        "how others did it: cargo workshop solution {}\n{next}\n",
        exercise.id
    ));
    Ok(true)
}

/// A verdict: what is wrong first, then where, then how much is right already.
fn judged(exercise: &Exercise, verdict: &Verdict) -> String {
    let Exercise { id, title, .. } = exercise;
    match verdict {
        Verdict::Passes { checks } => {
            let checks = count(*checks, "check");
            format!("{GOOD}✓ {id}  {title}: done, {checks} passed{GOOD:#}\n")
        }
        Verdict::DoesNotCompile { first, more } => {
            let more = match more {
                0 => String::new(),
                more => format!(", and {} more after this one", count(*more, "error")),
            };
            format!("{first}\n\n{BAD}✗ {id} does not compile{more}{BAD:#}\n")
        }
        Verdict::Todo {
            place,
            task,
            passed: 0,
            ..
        } => {
            format!(
                "{HERE}▸ {id}  {title}: not begun yet{HERE:#}\n\n{}\n",
                todo(place, task)
            )
        }
        Verdict::Todo {
            place,
            task,
            passed,
            of,
        } => format!(
            "{HERE}▸ {id}  {title}: {passed} of {} pass, and a todo! is left{HERE:#}\n\n{}\n",
            count(*of, "check"),
            todo(place, task)
        ),
        Verdict::Fails {
            failure,
            passed,
            of,
            ..
        } => {
            let complaint = complaint(verdict);
            let (check, message) = complaint.split_once('\n').unwrap_or((&complaint, ""));
            let (place, of) = (&failure.place, count(*of, "check"));
            format!(
                "{BAD}✗ {id}  {check}{BAD:#}  {DIM}({place}){DIM:#}\n{message}\n\n{passed} of {of} pass\n"
            )
        }
        Verdict::Breaks(reason) => format!("{BAD}✗ {id}: {reason}{BAD:#}\n"),
    }
}

fn todo(place: &str, task: &str) -> String {
    match task {
        "" => format!("  the first todo! is at {place}\n"),
        task => format!("  {task}\n  {DIM}the todo! is at {place}{DIM:#}\n"),
    }
}

/// What a failed verdict complains of, without places: `workshop verify` compares it with the file
/// beside a wrong solution.
pub(crate) fn complaint(verdict: &Verdict) -> String {
    let (check, failure) = match verdict {
        Verdict::Fails { check, failure, .. } => (check, failure),
        Verdict::Passes { .. } => return "nothing: all checks pass".to_owned(),
        Verdict::DoesNotCompile { .. } => return "it does not compile".to_owned(),
        Verdict::Todo { .. } => return "it is not finished: there is a todo!".to_owned(),
        Verdict::Breaks(reason) => return reason.clone(),
    };
    let mut text = format!("{}\n", check.replace('_', " "));
    if !failure.place.starts_with("check.rs") && !failure.place.is_empty() {
        text.push_str("\n  your code panicked:");
    }
    // Rust's words name the sides of an expression that the learner has not seen.
    let equal = "assertion `left == right` failed";
    let unequal = "assertion `left != right` failed";
    let other = if failure.message.starts_with(unequal) {
        "but not:"
    } else {
        "expected:"
    };
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
    if !failure.printed.is_empty() {
        text.push_str("\n\n  printed before that:");
        for line in failure.printed.lines().take(20) {
            let _ = write!(text, "\n    {line}");
        }
    }
    text
}

/// One more hint, or all of them once they were all shown.
pub(crate) fn hint(exercise: &Exercise, progress: &mut Progress) -> anyhow::Result<String> {
    let Exercise { id, hints, .. } = exercise;
    let of = hints.len();
    let shown = progress.hints(id);
    let mut text = String::new();
    let mut show = |number: usize, hint: &str| {
        let _ = writeln!(
            text,
            "{BOLD}{id}, hint {number} of {of}{BOLD:#}\n\n{hint}\n"
        );
    };
    if let Some(hint) = hints.get(shown) {
        show(shown + 1, hint);
        progress.set_hints(id, shown + 1)?;
    } else {
        for (index, hint) in hints.iter().enumerate() {
            show(index + 1, hint);
        }
    }
    if shown + 1 >= of {
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
            let line = change.value().trim_end();
            let _ = writeln!(
                text,
                "{style}{}{style:#}",
                format!("{sign} {line}").trim_end()
            );
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
