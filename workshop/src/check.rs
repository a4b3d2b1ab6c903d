//! Checking an exercise: build it, run its checks, and find the one thing to say.
//!
//! Each check runs in its own process. So whatever a learner's code prints, whether it ends the
//! program, overflows the stack or does not end at all, concerns one check; and what a check came to
//! is the process's exit status, not a line of text that other output may tear.

use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{fs, io, slice};

use anyhow::Context;

use crate::cargo::build;
use crate::course::{Course, Exercise};
use crate::program::{End, Finished, run_within};

/// How a line begins in which a check prints what it is about to try.
const INPUT: &str = "input: ";

/// How long one check may run. It takes less than a second; an endless loop in a learner's code
/// takes all of it.
const LIMIT: Duration = Duration::from_secs(20);

/// What there is to say about an exercise: the first thing that is wrong, or that nothing is.
pub(crate) enum Outcome {
    /// All checks pass.
    Passes { checks: usize },
    /// It does not compile.
    DoesNotCompile { first: String, more: usize },
    /// The first check that fails comes to a `todo!`.
    Todo {
        place: String,
        task: String,
        passed: usize,
        of: usize,
    },
    /// A check fails.
    Fails {
        check: String,
        failure: Failure,
        passed: usize,
        of: usize,
    },
    /// A check could not be run to its end: which one, and the reason.
    Breaks { check: String, reason: String },
}

/// Why a check failed.
#[derive(Default)]
pub(crate) struct Failure {
    /// What was printed before.
    pub(crate) printed: String,
    /// What the check tried last, if it says so.
    pub(crate) input: Option<String>,
    /// File and line of the panic, such as `check.rs:12`; empty if there was none.
    pub(crate) place: String,
    /// The panic's message.
    pub(crate) message: String,
}

/// Whether the checks after one that fails are run as well, to count them.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum After {
    Count,
    Stop,
}

/// Builds and checks the learner's file.
pub(crate) fn check(course: &Course, exercise: &Exercise) -> anyhow::Result<Outcome> {
    let mut build = build(&course.root, slice::from_ref(&exercise.id), &[])?;
    if let Some(failure) = build.failure {
        anyhow::bail!("cargo cannot build the exercise:\n{}", failure.trim());
    }
    if !build.errors.is_empty() {
        let more = build.errors.len() - 1;
        let first = build.errors.swap_remove(0).text;
        return Ok(Outcome::DoesNotCompile { first, more });
    }
    let program = build
        .programs
        .get(&exercise.id)
        .with_context(|| format!("cargo built no test target {:?}", exercise.id))?;
    run_checks(exercise, program, "", After::Count)
}

/// Runs the checks of `check.rs` in a test program that has the exercise as the module `module`.
pub(crate) fn run_checks(
    exercise: &Exercise,
    program: &Path,
    module: &str,
    after: After,
) -> anyhow::Result<Outcome> {
    let source = fs::read_to_string(exercise.folder.join("check.rs"))?;
    let checks = names(&source);
    anyhow::ensure!(!checks.is_empty(), "{}: check.rs has no test", exercise.id);
    let of = checks.len();
    let (mut passed, mut first) = (0, None);
    for check in checks {
        let finished = run(exercise, program, &format!("{module}check::{check}"))?;
        match result(&finished) {
            Ok(None) => passed += 1,
            Ok(Some(failure)) if first.is_none() => first = Some((check.to_owned(), failure)),
            Ok(Some(_)) => {}
            Err(reason) if first.is_none() => {
                let check = check.to_owned();
                return Ok(Outcome::Breaks { check, reason });
            }
            // The others would take as long, or do the same.
            Err(_) => break,
        }
        if first.is_some() && after == After::Stop {
            break;
        }
    }
    let Some((check, failure)) = first else {
        return Ok(Outcome::Passes { checks: of });
    };
    let todo = failure.message.strip_prefix("not yet implemented");
    Ok(match todo {
        Some(task) => Outcome::Todo {
            place: failure.place,
            task: task.trim_start_matches(": ").to_owned(),
            passed,
            of,
        },
        None => Outcome::Fails {
            check,
            failure,
            passed,
            of,
        },
    })
}

/// The tests of a `check.rs`, in the order in which they make sense.
fn names(source: &str) -> Vec<&str> {
    let mut lines = source.lines();
    let mut names = Vec::new();
    while let Some(line) = lines.next() {
        if line.starts_with("#[") && line.contains("test]") {
            let head = lines.find(|line| line.contains("fn ")).unwrap_or_default();
            let name = head
                .split("fn ")
                .nth(1)
                .and_then(|rest| rest.split('(').next());
            names.extend(name);
        }
    }
    names
}

fn run(exercise: &Exercise, program: &Path, check: &str) -> io::Result<Finished> {
    let mut command = Command::new(program);
    command
        // Captured, what the code prints without end would grow in its own memory.
        .args([
            "--exact",
            "--nocapture",
            "--color=never",
            "--test-threads=1",
            check,
        ])
        .env("RUST_BACKTRACE", "0")
        .current_dir(&exercise.folder);
    run_within(LIMIT, &mut command)
}

/// What one check came to: nothing if it passed, or else why not; the error if that cannot be told,
/// because the program did not come to its end.
fn result(finished: &Finished) -> Result<Option<Failure>, String> {
    let Finished {
        end,
        stdout,
        stderr,
    } = finished;
    let End::Exited(status) = end else {
        return Err(end.to_string());
    };
    if stdout.starts_with("\nrunning 0 tests\n") {
        let reason = "exercise.rs does not have this check: is the line `mod check;` still in it?";
        return Err(reason.to_owned());
    }
    // The last line is the test harness's own, printed when all is over.
    let last = stdout.trim_end().lines().next_back().unwrap_or_default();
    if status.success() && last.starts_with("test result: ok. 1 passed; 0 failed; ") {
        return Ok(None);
    }
    if last.starts_with("test result: FAILED. 0 passed; 1 failed; ") {
        return Ok(Some(failure(stdout, stderr)));
    }
    let words = stderr.trim();
    Err(format!("{end}\n{words}").trim_end().to_owned())
}

/// What the program printed, the place and the message of its last panic.
fn failure(stdout: &str, stderr: &str) -> Failure {
    let (_, printed) = stdout.split_once(" ... ").unwrap_or_default();
    let (printed, _) = printed
        .rsplit_once("FAILED\n\nfailures:")
        .unwrap_or_default();
    // `\nthread 'check::a' (7) panicked at 02-…/exercises/02a/check.rs:12:5:\nmessage\nnote: …`
    let (before, panic) = stderr.rsplit_once(" panicked at ").unwrap_or((stderr, ""));
    let (head, message) = panic.split_once('\n').unwrap_or_default();
    let eprinted = before.rsplit_once("thread '").map_or("", |(text, _)| text);
    let (message, _) = message
        .split_once("\nnote: run with")
        .unwrap_or((message, ""));
    let (mut input, mut lines) = (None, Vec::new());
    for line in printed.lines() {
        match line.strip_prefix(INPUT) {
            Some(text) => input = Some(text.to_owned()),
            None => lines.push(line),
        }
    }
    lines.extend(eprinted.trim().lines());
    Failure {
        printed: lines.join("\n").trim().to_owned(),
        input,
        place: place(head),
        message: message.trim_end().to_owned(),
    }
}

/// `03-…/check.rs:12:5:` is `check.rs:12`.
fn place(head: &str) -> String {
    let file = head.rsplit(['/', '\\']).next().unwrap_or(head);
    let mut parts = file.split(':');
    match (parts.next(), parts.next()) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        _ => file.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_a_place_a_message_and_what_was_printed() {
        let stdout = "\nrunning 1 test\ntest check::a ... input: 7\nI was here\nFAILED\n\nfailures:\n\n\
            failures:\n    check::a\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored\n";
        let stderr = "and here\n\nthread 'check::a' (7) panicked at 02\\02a\\check.rs:12:5:\n\
            assertion `left == right` failed: two lines\n  left: 1\n right: 2\n\
            note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n";
        let failure = failure(stdout, stderr);
        assert_eq!(failure.printed, "I was here\nand here");
        assert_eq!(failure.input.as_deref(), Some("7"));
        assert_eq!(failure.place, "check.rs:12");
        let message = "assertion `left == right` failed: two lines\n  left: 1\n right: 2";
        assert_eq!(failure.message, message);
    }

    #[test]
    fn checks_are_found_in_their_order() {
        let source = "use x;\n\n#[test]\nfn b() {\n}\n\nfn help() {}\n\n#[tokio::test]\n\
            async fn a() {\n}\n";
        assert_eq!(names(source), ["b", "a"]);
    }
}
