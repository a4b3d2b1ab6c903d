//! The runner, on copies of the small course beside this file.
#![expect(
    clippy::unwrap_used,
    reason = "a test may stop where something is not as it must be"
)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;
use std::{fs, io, iter, thread};

use insta::{Settings, assert_snapshot};
use serde_json::json;
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
        self.run_in(self.0.path(), arguments, input)
    }

    fn run_in(&self, folder: &Path, arguments: &[&str], input: &str) -> String {
        let mut command = self.command(env!("CARGO_BIN_EXE_workshop"));
        command.args(arguments).current_dir(folder);
        command.stdin(Stdio::piped());
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

    /// Writes an answer to 01a.
    fn answer(&self, body: &str) {
        let stub = fs::read_to_string(self.path("workshop/stubs/01a.rs")).unwrap();
        let answer = stub.replace("todo!(\"count the words of {text:?}\")", body);
        fs::write(self.file("01a/exercise.rs"), answer).unwrap();
    }

    fn solve(&self, id: &str) {
        let file = |name: &str| self.file(id).join(name);
        fs::copy(file("solution.rs"), file("exercise.rs")).unwrap();
    }

    fn progress(&self) -> serde_json::Value {
        let file = self.path(".workshop/progress.json");
        fs::read(file).map_or_else(
            |_| json!({}),
            |bytes| serde_json::from_slice(&bytes).unwrap(),
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
    course.solve("01a");
    snapshot("check-passes", course.run(&["check", "01a"]));
    snapshot("welcome-later", course.run(&[]));
    snapshot("list-later", course.run(&["list"]));
    snapshot("solution-same", course.run(&["solution", "01a"]));
    snapshot("unknown-exercise", course.run(&["check", "07z"]));
    assert!(course.run(&["check", "1A"]).contains("Did you mean 01a?"));
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
    course.solve("01b");
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

    fs::write(&file, "{\"01a\": {\"done").unwrap();
    assert!(course.run(&["hint", "01a"]).contains("hint 1 of 3"));
    assert!(course.run(&[]).contains("0 of 2 done"));
    let kept = fs::read_to_string(course.path(".workshop/progress-damaged-1.json")).unwrap();
    assert_eq!(kept, "{\"01a\": {\"done");
}

/// Without git, and after a commit of half an answer, which still has a `todo!`.
#[test]
fn reset_asks_and_keeps_a_copy() {
    let course = Course::new();
    let read = |name: &str| fs::read_to_string(course.path(name)).unwrap();
    let stub = read("01-count/exercises/01a/exercise.rs");
    snapshot("reset-nothing", course.run(&["reset", "01a"]));

    course.answer("todo!(\"half of it\")");
    let mine = read("01-count/exercises/01a/exercise.rs");
    fs::write(course.path(".gitignore"), "/target\n/.workshop\n").unwrap();
    course.git(&["init", "--quiet"]);
    course.git(&["add", "."]);
    course.git(&["commit", "--quiet", "--message", "half of my answer"]);
    snapshot("reset-no", course.run_with(&["reset", "01a"], "n\n"));
    assert_eq!(read("01-count/exercises/01a/exercise.rs"), mine);
    snapshot("reset-yes", course.run_with(&["reset", "01a"], "y\n"));
    assert_eq!(read("01-count/exercises/01a/exercise.rs"), stub);
    assert_eq!(read(".workshop/01a-1.rs"), mine);
}

/// Each of these was, or could be, taken for an answer that passes.
#[test]
fn only_checks_that_passed_make_an_exercise_done() {
    let course = Course::new();
    let refused = |what: &str, says: &str| {
        let text = course.run(&["check", "01a"]);
        assert!(text.contains("(exit code 1)"), "{what}: {text}");
        assert!(text.contains(says), "{what} should say {says:?}: {text}");
        let record = &course.progress()["01a"];
        assert_eq!(record["done"], false, "{what}: {record}");
    };
    let stub = fs::read_to_string(course.file("01a/exercise.rs")).unwrap();
    let write = |text: &str| fs::write(course.file("01a/exercise.rs"), text).unwrap();
    write("");
    refused("an empty file", "mod check;");
    write(stub.split_once("#[cfg(test)]").unwrap().0);
    refused("a file that is cut off after its task", "mod check;");
    write(&stub.replace("mod check;", "mod unchecked {}"));
    refused("a file without its checks", "mod check;");
    write(&format!("#![cfg(any())]\n{stub}"));
    refused("a file that is switched off", "01a");

    for (body, says) in [
        ("std::process::exit(0)", "ended early"),
        (
            "print!(\"\\ntest result: ok. 2 passed; 0 failed;\"); 0",
            "0 of 2 checks pass",
        ),
        (
            "println!(\"test check::two_words_are_two ... ok\\ntest result: ok.\"); 0",
            "0 of 2 checks pass",
        ),
        (
            "{ use std::io::Write; let _ = write!(std::io::stdout(), \"{text}\"); 0 }",
            "0 of 2 checks pass",
        ),
        ("std::process::abort()", "ended early"),
        (
            "{ fn deep(n: usize) -> usize { deep(n + 1) + 1 } deep(text.len()) }",
            "ended early",
        ),
        (
            "{ struct S; impl Drop for S { fn drop(&mut self) { panic!(\"in drop\") } } \
             let _s = S; panic!(\"first\") }",
            "ended early",
        ),
        (
            "{ std::panic::set_hook(Box::new(|_| {})); panic!(\"not seen\") }",
            "0 of 2 checks pass",
        ),
        (
            "loop { println!(\"again and again\") }",
            "printed more than",
        ),
        (
            "{ let mut v = vec![text.len()]; loop { v.extend_from_within(..) } }",
            "01a",
        ),
        (
            "std::thread::spawn(|| panic!(\"elsewhere\")).join().map_or(0, |()| 2)",
            "0 of 2",
        ),
    ] {
        course.answer(body);
        refused(body, says);
    }
}

#[test]
fn what_an_answer_prints_does_not_matter() {
    let course = Course::new();
    course.answer(
        "{ use std::io::Write; let _ = write!(std::io::stdout(), \"{text} FAILED\"); \
         eprint!(\"panicked at \"); text.split_whitespace().count() }",
    );
    let text = course.run(&["check", "01a"]);
    assert!(text.contains("done, 2 checks passed"), "{text}");
}

#[test]
fn every_command_works_in_every_folder() {
    let course = Course::new();
    let exercise = course.file("01b");
    course.solve("01b");
    let text = course.run_in(&exercise, &["check"], "");
    assert!(
        text.contains("✓ 01b"),
        "the exercise of the folder is the default: {text}"
    );
    let text = course.run_in(&exercise, &["hint"], "");
    assert!(text.contains("01b, hint 1 of 3"), "{text}");
    let text = course.run_in(&course.path("01-count/src"), &["list"], "");
    assert!(text.contains("✓ 01b") && text.contains("▸ 01a"), "{text}");
    let text = course.run_in(&course.path("01-count"), &["reset", "--yes", "01b"], "");
    assert!(text.contains("01b is as it was shipped"), "{text}");
}

#[test]
fn a_learner_goes_where_they_like() {
    let course = Course::new();
    assert!(course.run(&["next", "01b"]).contains("01b  Open sesame"));
    assert!(
        course.run(&["next"]).contains("01b  Open sesame"),
        "it goes on from there"
    );
    assert!(course.run(&["hint"]).contains("01b, hint 1 of 3"));
    assert!(course.run(&["skip"]).contains("01a  Count the words"));
    assert!(
        course.run(&["skip"]).contains("01b  Open sesame"),
        "it comes again"
    );

    course.solve("01b");
    let text = course.run(&["check", "01"]);
    assert!(
        text.contains("▸ 01a") && text.contains("✓ 01b"),
        "all of the step: {text}"
    );
    assert!(text.contains("(exit code 1)"));
    course.solve("01a");
    assert!(course.run(&["check", "01-count"]).contains("(exit code 0)"));
}

#[test]
fn a_leader_chooses_exercises() {
    let course = Course::new();
    fs::write(course.path("course.toml"), "only = [\"01b\", \"01x\"]\n").unwrap();
    snapshot("chosen", course.run(&["list"]));
    assert!(
        course.run(&["check", "01a"]).contains("▸ 01a"),
        "others can be checked"
    );
    course.solve("01b");
    assert!(course.run(&["check"]).contains("all exercises are done"));
    fs::write(course.path("course.toml"), "exclude = []\n").unwrap();
    assert!(course.run(&["list"]).contains("unknown field `exclude`"));
}

#[test]
fn a_stray_folder_stops_nobody() {
    let course = Course::new();
    fs::create_dir(course.file("notes")).unwrap();
    let text = course.run(&["list"]);
    assert!(
        text.contains("ignored: 01-count/exercises/notes has no hints.md"),
        "{text}"
    );
    assert!(
        text.contains("01a  Count the words") && text.contains("(exit code 0)"),
        "{text}"
    );
}

#[test]
fn a_quiz_explains_each_answer() {
    let course = Course::new();
    snapshot("quiz", course.run_with(&["quiz"], "3\n1\n"));
    assert!(
        course
            .run_with(&["quiz", "01"], "2\n")
            .contains("1 of 1 answer right")
    );
    assert!(
        course
            .run(&["quiz", "07"])
            .contains("there is no step \"07\"")
    );
}

#[test]
fn a_leader_sees_where_a_group_is() {
    let course = Course::new();
    let folder = course.path("reports");
    fs::create_dir(&folder).unwrap();
    let hand_in = |arguments: &[&str]| {
        let text = course.run(arguments);
        let file = text.lines().nth(1).unwrap();
        let name = Path::new(file).file_name().unwrap();
        let text = fs::read_to_string(file).unwrap();
        fs::write(folder.join(name), &text).unwrap();
        text
    };
    course.answer("{ let secret = 7; secret }");
    for _ in 0..3 {
        course.run(&["check", "01a"]);
    }
    let anonymous = hand_in(&["report"]);
    assert!(
        !anonymous.contains("secret") && !anonymous.contains("name"),
        "{anonymous}"
    );
    course.solve("01a");
    course.run(&["check", "01a"]);
    hand_in(&["report", "--name", "<b>Eve</b>"]);
    let text = course.run(&["summary", "reports"]);
    let number = regex::Regex::new("report-[0-9]{10,}").unwrap();
    let text = number.replace_all(&text, "report-N");
    // How many minutes four runs take depends on the machine.
    let minutes = regex::Regex::new("(01a .*) [0-9]+\n").unwrap();
    snapshot("summary", minutes.replace(&text, "$1 M\n"));
    let page = fs::read_to_string(folder.join("summary.html")).unwrap();
    assert!(page.contains("<th>&lt;b&gt;Eve&lt;/b&gt;</th>"), "{page}");
    assert!(page.contains("<td class=stuck>3</td>"), "{page}");
    assert!(page.contains("<td class=done>✓ 4</td>"), "{page}");
}

/// `workshop watch` in another process.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(course: &Course) -> Self {
        let mut command = course.command(env!("CARGO_BIN_EXE_workshop"));
        let mut child = command.arg("watch").stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        // In a separate thread, so that a line that never comes ends the test and does not stop it.
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            output
                .map_while(Result::ok)
                .try_for_each(|line| sender.send(line))
        });
        let watch = Self { child, lines };
        watch.wait_for("watching:");
        // It has looked at the files once; their times may have a resolution of some milliseconds.
        thread::sleep(Duration::from_millis(500));
        watch
    }

    #[track_caller]
    fn wait_for(&self, text: &str) {
        let limit = Duration::from_secs(60);
        let mut lines = iter::from_fn(|| self.lines.recv_timeout(limit).ok());
        assert!(lines.any(|line| line.contains(text)), "no {text:?}");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watch_checks_what_is_saved() {
    let course = Course::new();
    let watch = Watch::start(&course);
    course.answer("text.len()");
    watch.wait_for("two words are two");
    // What an editor leaves for a moment.
    fs::write(course.file("01a/exercise.rs"), "").unwrap();
    watch.wait_for("mod check;");
    course.solve("01a");
    watch.wait_for("Count the words: done");
    watch.wait_for("next: 01b  Open sesame");
}

#[test]
fn two_terminals_do_not_disturb_each_other() {
    let course = Course::new();
    let watch = Watch::start(&course);
    course.run(&["hint", "01b"]);
    course.run(&["hint", "01b"]);
    course.solve("01a");
    watch.wait_for("✓ 01a");
    watch.wait_for("watching:");
    assert_eq!(
        course.progress()["01b"]["hints"],
        2,
        "the hints of the other terminal"
    );

    course.run(&["reset", "--yes", "01a"]);
    watch.wait_for("▸ 01a");
    course.solve("01b");
    watch.wait_for("✓ 01b");
    watch.wait_for("watching:");
    let progress = course.progress();
    assert_eq!(
        progress["01a"]["done"], false,
        "what was reset stays reset: {progress}"
    );
    assert_eq!(progress["01b"]["hints"], 2, "{progress}");
    assert_eq!(progress["01b"]["done"], true, "{progress}");
}

#[test]
fn many_processes_write_the_progress() {
    let course = Course::new();
    thread::scope(|scope| {
        for id in ["01a", "01b", "01a", "01b", "01a", "01b"] {
            scope.spawn(|| course.run(&["hint", id]));
        }
    });
    let progress = course.progress();
    assert_eq!(progress["01a"]["hints"], 3, "{progress}");
    assert_eq!(progress["01b"]["hints"], 3, "{progress}");
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
    fs::remove_file(course.file("01a/wrong/counts_spaces.rs")).unwrap();
    course.change("01b/weak.rs", "WEAK ON PURPOSE", "a lock");
    fs::remove_file(course.file("01b/solution.rs")).unwrap();
    fs::create_dir(course.path("book")).unwrap();
    course.change("../Cargo.toml", "name = \"01b\"", "name = \"other\"");
    course.change(
        "../Cargo.toml",
        "01a/exercise.rs\", test = false",
        "01a/exercise.rs\"",
    );
    course.change("quiz.toml", "right = 2", "right = 3");
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
    course.answer("text.split_whitespace().count()");
    fs::copy(
        course.file("01a/exercise.rs"),
        course.path("workshop/stubs/01a.rs"),
    )
    .unwrap();
    course.change(
        "01a/solution.rs",
        "text.split_whitespace().count()",
        "2 + usize::from(text.is_empty())",
    );
    course.change("01a/check.rs", "count(\"to   be\"), 2", "count(\"\"), 0");
    course.change(
        "01a/wrong/counts_spaces.rs",
        "split(' ')",
        "split_whitespace()",
    );
    course.change(
        "01a/correct/skips_empty_words.rs",
        "!word.is_empty()",
        "word.is_empty()",
    );
    // A stub with a warning, another message, and a solution that nobody has registered.
    course.change(
        "01b/exercise.rs",
        "todo!(\"is {word:?} the word?\")",
        "todo!()",
    );
    course.change("01b/wrong/guesses.rs", "alibaba", "abracadabra");
    course.change(
        "solutions.rs",
        "#[path = \"01b/solution.rs\"]\nmod _01b;\n",
        "",
    );
    fs::copy(
        course.file("01b/exercise.rs"),
        course.path("workshop/stubs/01b.rs"),
    )
    .unwrap();
    let text = course.run(&["verify"]);
    // Clippy's words are its own, and differ from version to version.
    let (ours, _clippy) = text
        .split_once("✗ clippy")
        .expect("clippy refuses the warning");
    snapshot("verify-does-not-work", ours);
}

#[test]
fn verify_says_which_mutations_survive() {
    let course = Course::new();
    course.change(
        "01b/check.rs",
        "    assert!(!opens(\"open sesame\"), \"\\\"open sesame\\\" opens it\");\n",
        "",
    );
    course.change(
        "01b/check.rs",
        "    assert!(!opens(&forge()), \"your own forgery opens it\");\n",
        "",
    );
    course.change("01b/solution.rs", "word == \"sesame\"", "word.len() >= 6");
    let text = course.run(&["verify"]);
    assert!(text.contains("01b line 16: \"6\" becomes \"5\""), "{text}");
    assert!(
        !text.contains("becomes \"7\""),
        "the word itself does not pass any more: {text}"
    );
}

#[test]
fn verify_writes_stubs_and_messages_if_asked() {
    let course = Course::new();
    course.change("01b/wrong/guesses.rs", "alibaba", "abracadabra");
    course.change("01b/exercise.rs", "another word", "some other word");
    assert!(course.run(&["verify"]).contains("workshop/stubs/01b.rs"));
    assert!(course.run(&["verify", "--update"]).contains("exit code 0"));
    let text = fs::read_to_string(course.file("01b/wrong/guesses.rs")).unwrap();
    assert!(text.contains("\"abracadabra\" does not open it"), "{text}");
    let stub = fs::read_to_string(course.path("workshop/stubs/01b.rs")).unwrap();
    assert!(stub.contains("some other word"), "{stub}");
    assert!(
        course.run(&["verify"]).contains("exit code 0"),
        "and then nothing is left to do"
    );
}

#[test]
fn doctor_says_how_each_thing_is() {
    let text = Course::new().run(&["doctor"]);
    let things = [
        "Rust",
        "dependencies",
        "built",
        "git",
        "proxy",
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
