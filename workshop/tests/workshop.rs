//! The runner, on copies of the small course beside this file.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop where something is not as it must be"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use std::{fs, io, iter, thread};

use insta::{Settings, assert_snapshot};
use tempfile::TempDir;

const STEP: &str = "01-count/exercises";

/// A copy of the small course.
struct Course(TempDir);

impl Course {
    fn new() -> Self {
        let course = Self(tempfile::tempdir().unwrap());
        let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/course");
        copy(&original, course.0.path()).unwrap();
        course
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The path of a file of an exercise.
    fn file(&self, name: &str) -> PathBuf {
        self.path(STEP).join(name)
    }

    /// Replaces text in a file of the exercises.
    fn change(&self, name: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.file(name)).unwrap();
        assert!(text.contains(old), "{name} has no {old:?}");
        fs::write(self.file(name), text.replace(old, new)).unwrap();
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.0.path());
        for (variable, _) in std::env::vars() {
            // Of the cargo or the git hook that runs this test, not of the learner's.
            let theirs = ["CARGO_", "RUST", "GIT_", "CLICOLOR"];
            let needed = ["CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"];
            if theirs.iter().any(|it| variable.starts_with(it))
                && !needed.contains(&variable.as_str())
            {
                command.env_remove(variable);
            }
        }
        command
    }

    /// What `cargo workshop` prints, and its exit code.
    fn run(&self, arguments: &[&str]) -> String {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> String {
        let mut command = self.command(env!("CARGO_BIN_EXE_workshop"));
        command.args(arguments).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(input.as_bytes())
            .unwrap();
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace('\\', "/");
        format!(
            "{}\n{}{}(exit code {})",
            format!("$ cargo workshop {}", arguments.join(" ")).trim_end(),
            text(&output.stdout),
            text(&output.stderr),
            output.status.code().unwrap()
        )
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = self.command("git");
        command.args([
            "-c",
            "user.name=A learner",
            "-c",
            "user.email=learner@example.org",
        ]);
        assert!(
            command.args(arguments).output().unwrap().status.success(),
            "{arguments:?}"
        );
    }
}

/// Compares with the file of that name in `snapshots/`.
fn snapshot(name: &str, text: impl AsRef<str>) {
    let mut settings = Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // Why the compiler warns about something is told in other words by each version.
    settings.add_filter(r"\n *= note: .*", "");
    settings.bind(|| assert_snapshot!(name, text.as_ref()));
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[test]
fn a_learners_way_through_an_exercise() {
    let course = Course::new();
    let solve = || {
        fs::copy(
            course.file("01a/solution.rs"),
            course.file("01a/exercise.rs"),
        )
    };
    snapshot("welcome", course.run(&[]));
    snapshot("list", course.run(&["list"]));
    snapshot("next", course.run(&["next"]));
    snapshot("check-todo", course.run(&["check"]));

    course.change(
        "01a/exercise.rs",
        "todo!(\"count the words of {text:?}\")",
        "text",
    );
    snapshot("check-does-not-compile", course.run(&["check", "01a"]));
    course.change("01a/exercise.rs", "    text\n", "text.len()");
    snapshot("check-fails", course.run(&["check", "01a"]));
    course.change(
        "01a/exercise.rs",
        "text.len()",
        "{ println!(\"here\"); text.as_bytes()[9].into() }",
    );
    assert!(
        !course.run(&["list"]).contains('✓'),
        "an exercise that fails is not done"
    );
    snapshot("check-panics", course.run(&["check", "01A"]));

    let hints = [1, 2, 3, 4].map(|_| course.run(&["hint", "01a"]));
    snapshot("hints", hints.join("\n\n"));
    snapshot("solution", course.run(&["solution", "01a"]));
    solve().unwrap();
    snapshot("check-passes", course.run(&["check", "01a"]));
    snapshot("welcome-later", course.run(&[]));
    snapshot("list-later", course.run(&["list"]));
    snapshot("solution-same", course.run(&["solution", "01a"]));
    snapshot("unknown-exercise", course.run(&["check", "07z"]));
}

#[test]
fn the_last_exercise_ends_the_course() {
    let course = Course::new();
    fs::create_dir(course.path(".workshop")).unwrap();
    fs::write(
        course.path(".workshop/progress.json"),
        r#"{"01a": {"done": true}}"#,
    )
    .unwrap();
    fs::copy(
        course.file("01b/solution.rs"),
        course.file("01b/exercise.rs"),
    )
    .unwrap();
    snapshot("check-passes-last", course.run(&["check"]));
    snapshot("all-done", course.run(&[]));
}

#[test]
fn an_exercise_that_does_not_compile_stops_no_other() {
    let course = Course::new();
    fs::write(course.file("01a/exercise.rs"), "this is no Rust").unwrap();
    snapshot("check-beside-a-broken-one", course.run(&["check", "01b"]));
    let cargo = course
        .command("cargo")
        .args(["test", "--workspace", "--quiet"])
        .output()
        .unwrap();
    assert!(
        cargo.status.success(),
        "{}",
        String::from_utf8_lossy(&cargo.stderr)
    );
}

#[test]
fn progress_keeps_what_this_version_does_not_know() {
    let course = Course::new();
    let file = course.path(".workshop/progress.json");
    fs::create_dir(course.path(".workshop")).unwrap();
    fs::write(
        &file,
        r#"{"09x": {"done": true, "stars": 3}, "01a": {"hints": 1}}"#,
    )
    .unwrap();
    assert!(course.run(&["hint", "01a"]).contains("hint 2 of 3"));
    snapshot("progress", fs::read_to_string(&file).unwrap());

    fs::write(&file, "{").unwrap();
    assert!(course.run(&[]).contains("mend it or delete it"));
}

#[test]
fn reset_asks_and_keeps_a_copy() {
    let course = Course::new();
    fs::write(course.path(".gitignore"), "/target\n/.workshop\n").unwrap();
    course.git(&["init", "--quiet"]);
    course.git(&["add", "."]);
    course.git(&["commit", "--quiet", "--message", "the course"]);
    let stub = fs::read_to_string(course.file("01a/exercise.rs")).unwrap();
    snapshot("reset-nothing", course.run(&["reset", "01a"]));

    // A learner may commit, so the last commit need not have the stub.
    fs::copy(
        course.file("01a/solution.rs"),
        course.file("01a/exercise.rs"),
    )
    .unwrap();
    course.git(&["commit", "--quiet", "--all", "--message", "my answer"]);
    snapshot("reset-no", course.run_with(&["reset", "01a"], "n\n"));
    assert_ne!(
        fs::read_to_string(course.file("01a/exercise.rs")).unwrap(),
        stub
    );
    snapshot("reset-yes", course.run_with(&["reset", "01a"], "y\n"));
    assert_eq!(
        fs::read_to_string(course.file("01a/exercise.rs")).unwrap(),
        stub
    );
    let kept = fs::read_to_string(course.path(".workshop/01a-1.rs")).unwrap();
    assert_eq!(
        kept,
        fs::read_to_string(course.file("01a/solution.rs")).unwrap()
    );
}

#[test]
fn watch_checks_what_is_saved() {
    let course = Course::new();
    let mut command = course.command(env!("CARGO_BIN_EXE_workshop"));
    let mut child = command.arg("watch").stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // In a thread of its own, so that a line that never comes ends the test and does not stop it.
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        lines
            .map_while(Result::ok)
            .try_for_each(|line| sender.send(line))
    });
    let wait_for = |text: &str| {
        let limit = Duration::from_secs(60);
        let mut lines = iter::from_fn(|| receiver.recv_timeout(limit).ok());
        lines.any(|line| line.contains(text))
    };
    let begun = wait_for("watching:");
    thread::sleep(Duration::from_millis(500));
    fs::copy(
        course.file("01a/wrong/counts_letters.rs"),
        course.file("01a/exercise.rs"),
    )
    .unwrap();
    course.change("01a/exercise.rs", "#[path = \"../check.rs\"]\n", "");
    let failed = wait_for("two words are two");
    fs::copy(
        course.file("01a/solution.rs"),
        course.file("01a/exercise.rs"),
    )
    .unwrap();
    let passed = wait_for("Count the words: done");
    let next = wait_for("01b  Open sesame");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        [begun, failed, passed, next],
        [true; 4],
        "begun, failed, passed, next"
    );
}

#[test]
fn verify_finds_nothing_in_a_good_course() {
    snapshot("verify", Course::new().run(&["verify"]));
}

#[test]
fn verify_refuses_what_is_missing() {
    let course = Course::new();
    course.change("01a/hints.md", "## 3\n\n`split_whitespace`\n", "");
    course.change("01a/hints.md", "10 minutes", "45 minutes");
    course.change("01a/hints.md", "book/src/01-count.md#exercises", "nowhere");
    course.change("01a/exercise.rs", "workshop check 01a", "test");
    course.change("01a/exercise.rs", "RFC 1345", "nothing");
    fs::remove_file(course.file("01a/wrong/counts_blanks.rs")).unwrap();
    course.change("01b/weak.rs", "WEAK ON PURPOSE", "a lock");
    fs::remove_file(course.file("01b/solution.rs")).unwrap();
    fs::create_dir(course.path("book")).unwrap();
    course.change("../Cargo.toml", "name = \"01b\"", "name = \"other\"");
    course.change(
        "../Cargo.toml",
        "01a/exercise.rs\"\ntest = false",
        "01a/exercise.rs\"",
    );
    course.change("../Cargo.toml", "name = \"01-wrong\"", "name = \"wrong\"");
    fs::create_dir(course.file("01c")).unwrap();
    fs::create_dir(course.file("01d")).unwrap();
    fs::write(
        course.file("01d/hints.md"),
        "# A title\n\nlearn, 10 minutes, x\n",
    )
    .unwrap();
    let text = course.run(&["verify"]);
    let folder = fs::canonicalize(course.0.path()).unwrap();
    snapshot(
        "verify-missing",
        text.replace(&*folder.to_string_lossy(), "…"),
    );
}

#[test]
fn verify_refuses_what_does_not_work() {
    let course = Course::new();
    // A stub that is solved already, a solution that is not one, and a wrong one that is right.
    fs::copy(
        course.file("01a/solution.rs"),
        course.file("01a/exercise.rs"),
    )
    .unwrap();
    let task = "\n//!\n//! Check: `cargo workshop check 01a`\n//! Read: RFC 1345";
    course.change("01a/exercise.rs", "one gap.", &format!("one gap.{task}"));
    course.change(
        "01a/solution.rs",
        "text.split_whitespace().count()",
        "2 + usize::from(text.is_empty())",
    );
    course.change("01a/check.rs", "count(\"to   be\"), 2", "count(\"\"), 0");
    course.change(
        "01a/wrong/counts_blanks.rs",
        "split(' ')",
        "split_whitespace()",
    );
    // A stub with a warning, another message, and one that nobody has registered.
    course.change(
        "01b/exercise.rs",
        "todo!(\"is {word:?} the word?\")",
        "todo!()",
    );
    course.change("01b/wrong/guesses.rs", "alibaba", "abracadabra");
    course.change(
        "wrong.rs",
        "#[path = \"01b/wrong/looks_at_the_end.rs\"]\nmod _01b_looks_at_the_end;\n",
        "",
    );
    course.change(
        "solutions.rs",
        "#[path = \"01b/solution.rs\"]\nmod _01b;\n",
        "",
    );
    let text = course.run(&["verify"]);
    // Clippy's words are its own, and differ from version to version.
    let (ours, _clippy) = text
        .split_once("✗ clippy")
        .expect("clippy refuses the warning");
    snapshot("verify-does-not-work", ours);
}

#[test]
fn verify_writes_the_messages_if_asked() {
    let course = Course::new();
    course.change("01b/wrong/guesses.rs", "alibaba", "abracadabra");
    assert!(course.run(&["verify", "--update"]).contains("exit code 0"));
    let text = fs::read_to_string(course.file("01b/wrong/guesses.txt")).unwrap();
    assert!(text.contains("\"abracadabra\" does not open it"), "{text}");
}

#[test]
fn doctor_says_how_each_thing_is() {
    let text = Course::new().run(&["doctor"]);
    let things = [
        "Rust",
        "dependencies",
        "disk",
        "clock",
        "port 8080",
        "port 50100",
        "port 3000",
    ];
    for thing in things {
        assert!(
            text.contains(&format!(" {thing} ")),
            "nothing about {thing} in\n{text}"
        );
    }
}

/// What the README and the leader's guide promise of the real course.
#[test]
fn the_course_is_as_large_as_promised() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut exercises = Vec::new();
    for entry in fs::read_dir(root).unwrap() {
        let folder = entry.unwrap().path().join("exercises");
        if folder.is_dir() {
            let hints = fs::read_dir(&folder)
                .unwrap()
                .map(|entry| entry.unwrap().path());
            let hints: Vec<_> = hints
                .map(|it| it.join("hints.md"))
                .filter(|it| it.is_file())
                .collect();
            assert!(
                hints.len() >= 4,
                "{} has fewer than 4 exercises",
                folder.display()
            );
            exercises.extend(hints);
        }
    }
    assert!(
        exercises.len() >= 20,
        "there are {} exercises",
        exercises.len()
    );
    let texts = exercises
        .iter()
        .map(|hints| fs::read_to_string(hints).unwrap());
    let attacks = texts.filter(|text| text.contains("\nattack, ")).count();
    assert!(attacks >= 5, "there are {attacks} attacks");
}
