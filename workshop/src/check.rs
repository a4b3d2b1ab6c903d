//! Judging an exercise: build it, run its checks, and find the one thing to say.

use std::io::Read;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{fs, io, slice, thread};

use anyhow::Context;

use crate::cargo::build;
use crate::course::{Course, Exercise};
use crate::libtest::{self, Failure, Test};

/// How long the checks of one exercise may run. They take less than a second; an endless loop in a
/// learner's code takes all of it.
const LIMIT: Duration = Duration::from_secs(20);

/// What is to be said about an exercise: the first thing that is wrong, or that nothing is.
pub(crate) enum Verdict {
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
    /// It did not come to its end: the reason.
    Breaks(String),
}

/// Builds and checks the learner's file.
pub(crate) fn check(course: &Course, exercise: &Exercise) -> anyhow::Result<Verdict> {
    let mut build = build(&course.root, slice::from_ref(&exercise.id))?;
    if let Some(failure) = build.failure {
        anyhow::bail!("cargo cannot build the exercise:\n{}", failure.trim());
    }
    if !build.errors.is_empty() {
        let more = build.errors.len() - 1;
        let first = build.errors.swap_remove(0).text;
        return Ok(Verdict::DoesNotCompile { first, more });
    }
    let program = build
        .programs
        .get(&exercise.id)
        .with_context(|| format!("cargo built no test target {:?}", exercise.id))?;
    judge(exercise, program, "")
}

/// Runs those checks of a test program whose path begins with `prefix`.
pub(crate) fn judge(exercise: &Exercise, program: &Path, prefix: &str) -> anyhow::Result<Verdict> {
    let mut command = Command::new(program);
    command
        .args(["--color=never", "--test-threads=1", prefix])
        .env("RUST_BACKTRACE", "0")
        .current_dir(&exercise.folder);
    let Some((status, output)) = run_within(LIMIT, &mut command)? else {
        let seconds = LIMIT.as_secs();
        return Ok(Verdict::Breaks(format!(
            "the checks did not end within {seconds} s: is there an endless loop?"
        )));
    };
    let Some(tests) = libtest::parse(&output) else {
        return Ok(Verdict::Breaks(format!(
            "the checks broke off ({status})\n{}",
            output.trim()
        )));
    };
    Ok(Verdict::of(exercise, tests)?)
}

impl Verdict {
    fn of(exercise: &Exercise, tests: Vec<Test>) -> io::Result<Self> {
        let of = tests.len();
        let failed = tests.into_iter().filter_map(|test| {
            let check = test.name.rsplit("::").next().unwrap_or_default().to_owned();
            Some((check, test.failure?))
        });
        let failed: Vec<_> = failed.collect();
        let passed = of - failed.len();
        // The harness sorts by name. check.rs has them in the order in which they make sense.
        let source = fs::read_to_string(exercise.folder.join("check.rs"))?;
        let order = |check: &str| source.find(&format!("fn {check}(")).unwrap_or(usize::MAX);
        let first = failed.into_iter().min_by_key(|(check, _)| order(check));
        let Some((check, failure)) = first else {
            return Ok(Self::Passes { checks: of });
        };
        let todo = failure.message.strip_prefix("not yet implemented");
        Ok(match todo {
            Some(task) => Self::Todo {
                place: failure.place,
                task: task.trim_start_matches(": ").to_owned(),
                passed,
                of,
            },
            None => Self::Fails {
                check,
                failure,
                passed,
                of,
            },
        })
    }
}

/// Runs a command and returns all that it printed; `None` if it had to be stopped.
pub(crate) fn run_within(
    limit: Duration,
    command: &mut Command,
) -> io::Result<Option<(ExitStatus, String)>> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // Each in a thread of its own: a pipe that nobody empties stops the writer.
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let stdout = thread::spawn(move || read_all(stdout));
    let stderr = thread::spawn(move || read_all(stderr));
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(5));
    };
    let output = stdout.join().unwrap_or_default() + &stderr.join().unwrap_or_default();
    Ok(Some((status, output)))
}

fn read_all(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    // What was read before an error is still worth showing.
    let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    const VARIABLE: &str = "WORKSHOP_TEST_SLEEPS";

    /// The program for the other test, which runs this one with the variable set.
    #[test]
    fn sleeps_if_told() {
        if env::var_os(VARIABLE).is_some() {
            thread::sleep(Duration::from_secs(600));
        }
    }

    #[test]
    fn a_program_that_does_not_end_is_stopped() {
        let mut command = Command::new(env::current_exe().unwrap());
        command.args(["--exact", "check::tests::sleeps_if_told"]);
        let (status, _) = run_within(LIMIT, &mut command).unwrap().unwrap();
        assert!(status.success());
        command.env(VARIABLE, "1");
        assert!(
            run_within(Duration::from_millis(100), &mut command)
                .unwrap()
                .is_none()
        );
    }
}
