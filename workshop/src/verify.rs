//! For those who write exercises, and for CI: everything that an exercise promises is tried.
//!
//! First what can be read: the files, the facts, the registration. Then all stubs, solutions and
//! wrong solutions are built in one run of cargo, and each is judged as a learner's would be.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use crate::cargo::{self, Build};
use crate::check::{self, Verdict};
use crate::course::{self, Exercise, Kind};
use crate::show::{self, count};

/// The least and the most minutes that an exercise takes.
const MINUTES: std::ops::RangeInclusive<u32> = 10..=20;
/// The least number of hints.
const HINTS: usize = 3;
/// The least number of wrong solutions.
const WRONG: usize = 2;

/// Tries everything. Whether all is well; what is not has been printed.
pub(crate) fn verify(root: &Path, update: bool) -> anyhow::Result<bool> {
    let mut findings = Vec::new();
    let mut exercises = Vec::new();
    for folder in course::folders(root)? {
        match Exercise::read(&folder) {
            Ok(exercise) => exercises.push(exercise),
            Err(error) => findings.push(format!("{error:#}")),
        }
    }
    for exercise in &exercises {
        let complaints = read(root, exercise)?;
        findings.extend(complaints.iter().map(|it| format!("{}: {it}", exercise.id)));
    }
    findings.extend(registration(root, &exercises)?);
    if findings.is_empty() {
        findings = run(root, &exercises, update)?;
    }
    if exercises.is_empty() {
        findings.push("there are no exercises".to_owned());
    }
    for finding in &findings {
        show::print(&format!(
            "✗ {}\n",
            finding
                .trim_end()
                .replace('\n', "\n  ")
                .replace("\n  \n", "\n\n")
        ));
    }
    if findings.is_empty() {
        show::print(&summary(&exercises)?);
    } else {
        show::print(&format!("\nverify: {}\n", count(findings.len(), "problem")));
    }
    Ok(findings.is_empty())
}

/// What is wrong with an exercise's files, as far as one can see by reading them.
fn read(root: &Path, exercise: &Exercise) -> anyhow::Result<Vec<String>> {
    let Exercise { id, kind, .. } = exercise;
    let mut findings = Vec::new();
    let mut demand = |holds: bool, finding: String| {
        if !holds {
            findings.push(finding);
        }
    };
    let text = |name: &str| fs::read_to_string(exercise.folder.join(name)).unwrap_or_default();
    for name in ["exercise.rs", "solution.rs", "check.rs"] {
        demand(!text(name).is_empty(), format!("there is no {name}"));
    }
    let task = exercise.task().unwrap_or_default();
    let command = format!("cargo workshop check {id}");
    demand(
        task.contains(&command),
        format!("the task does not say `{command}`"),
    );
    demand(task.contains("RFC"), "the task names no RFC".to_owned());
    if *kind == Kind::Attack {
        let weak = text("exercise.rs") + &text("weak.rs");
        demand(
            weak.contains("WEAK ON PURPOSE"),
            "weak code is not marked WEAK ON PURPOSE".into(),
        );
    }
    let solution = text("solution.rs") + &text("check.rs");
    demand(
        !solution.contains("WEAK ON PURPOSE"),
        "the solution is WEAK ON PURPOSE".into(),
    );

    let hints = exercise.hints.len();
    demand(
        hints >= HINTS,
        format!("{}, and {HINTS} are needed", count(hints, "hint")),
    );
    let minutes = exercise.minutes;
    let (least, most) = (MINUTES.start(), MINUTES.end());
    demand(
        MINUTES.contains(&minutes),
        format!("{minutes} minutes, and an exercise takes {least} to {most}"),
    );
    let wrong = exercise.wrong()?;
    demand(
        wrong.len() >= WRONG,
        format!(
            "{}, and {WRONG} are needed",
            count(wrong.len(), "wrong solution")
        ),
    );
    for entry in fs::read_dir(exercise.folder.join("wrong"))
        .into_iter()
        .flatten()
    {
        let file = entry?.path();
        let has_source = file.with_extension("rs").is_file();
        demand(
            has_source,
            format!("{} is the message of nothing", name_of(&file)),
        );
    }
    // The book may be built elsewhere, or not yet.
    let (file, anchor) = exercise
        .chapter
        .split_once('#')
        .unwrap_or((&exercise.chapter, ""));
    let has_place = file.starts_with("book/src/") && file.ends_with(".md") && !anchor.is_empty();
    demand(
        has_place,
        format!("{:?} is no place in the book", exercise.chapter),
    );
    if has_place && root.join("book").is_dir() {
        demand(root.join(file).is_file(), format!("the book has no {file}"));
    }
    Ok(findings)
}

fn name_of(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Whether cargo knows the exercises as they must be known.
fn registration(root: &Path, exercises: &[Exercise]) -> anyhow::Result<Vec<String>> {
    let mut command = cargo::cargo(root);
    command.args(["metadata", "--no-deps", "--format-version=1"]);
    let output = command.output().context("cannot run cargo")?;
    anyhow::ensure!(
        output.status.success(),
        "cargo cannot read the workspace:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata.get("packages").and_then(Value::as_array);
    let targets: Vec<_> = packages
        .into_iter()
        .flatten()
        .filter_map(|package| package.get("targets")?.as_array())
        .flatten()
        .collect();
    let registered = |name: &str, file: &Path, test: bool| {
        targets.iter().any(|target| {
            let source = target
                .get("src_path")
                .and_then(Value::as_str)
                .map(Path::new);
            let is_file = source
                .is_some_and(|source| fs::canonicalize(source).ok() == fs::canonicalize(file).ok());
            is_file
                && target.get("name").and_then(Value::as_str) == Some(name)
                && target.get("test").and_then(Value::as_bool) == Some(test)
        })
    };
    let mut findings = Vec::new();
    for exercise in exercises {
        let Exercise { id, step, .. } = exercise;
        if !registered(id, &exercise.file(), false) {
            findings.push(format!(
                "{id}: {step}/Cargo.toml must have\n[[test]]\nname = {id:?}\n\
                 path = \"exercises/{id}/exercise.rs\"\ntest = false"
            ));
        }
        let folder = exercise.folder.parent().unwrap_or(root);
        for (kind, test) in [("solutions", true), ("wrong", false)] {
            let name = root_target(exercise, kind);
            if !registered(&name, &folder.join(format!("{kind}.rs")), test) {
                findings.push(format!(
                    "{step}/Cargo.toml must have\n[[test]]\nname = {name:?}\n\
                     path = \"exercises/{kind}.rs\"\ntest = {test}"
                ));
            }
        }
    }
    // What a step lacks is lacking for each of its exercises.
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert(finding.clone()));
    Ok(findings)
}

/// The test target that has all solutions, or all wrong solutions, of an exercise's step.
fn root_target(exercise: &Exercise, kind: &str) -> String {
    let number = exercise.step.get(..2).unwrap_or_default();
    format!("{number}-{kind}")
}

/// Builds and judges everything.
fn run(root: &Path, exercises: &[Exercise], update: bool) -> anyhow::Result<Vec<String>> {
    let mut targets = Vec::new();
    for exercise in exercises {
        targets.push(exercise.id.clone());
        targets.push(root_target(exercise, "solutions"));
        targets.push(root_target(exercise, "wrong"));
    }
    targets.sort();
    targets.dedup();
    let build = cargo::build(root, &targets)?;
    // Who does something wrong may well leave a constant or an argument unused.
    let warnings = build
        .warnings
        .iter()
        .filter(|it| targets.contains(&it.target) && !it.target.ends_with("-wrong"));
    let diagnostics = build.errors.iter().chain(warnings);
    let said = diagnostics.map(|it| format!("{}:\n{}", it.target, it.text));
    let mut findings: Vec<_> = said.collect();
    if let Some(failure) = build.failure {
        anyhow::bail!("cargo cannot build the exercises:\n{failure}");
    }
    if !build.errors.is_empty() {
        return Ok(findings);
    }
    for exercise in exercises {
        let judge = Judge {
            exercise,
            build: &build,
        };
        let mut complaints = vec![judge.stub()?, judge.solution()?];
        for name in exercise.wrong()? {
            complaints.push(judge.wrong(&name, update)?);
        }
        let complaints = complaints.into_iter().flatten();
        findings.extend(complaints.map(|it| format!("{}: {it}", exercise.id)));
    }
    findings.extend(clippy(root, &targets)?);
    Ok(findings)
}

/// Judges the versions of one exercise. Each method returns what is wrong, if anything is.
struct Judge<'a> {
    exercise: &'a Exercise,
    build: &'a Build,
}

impl Judge<'_> {
    fn stub(&self) -> anyhow::Result<Option<String>> {
        let verdict = self.judge(&self.exercise.id, "")?;
        Ok(match verdict {
            Verdict::Todo { .. } => None,
            verdict => Some(format!(
                "exercise.rs must stop at its todo!, but this is what the learner would see first:\n{}",
                show::complaint(&verdict)
            )),
        })
    }

    fn solution(&self) -> anyhow::Result<Option<String>> {
        let id = &self.exercise.id;
        let target = root_target(self.exercise, "solutions");
        let verdict = self.judge(&target, &format!("_{id}::"))?;
        Ok(match verdict {
            Verdict::Passes { checks: 0 } => Some(format!(
                "exercises/solutions.rs must have\n#[path = \"{id}/solution.rs\"]\nmod _{id};"
            )),
            Verdict::Passes { .. } => None,
            verdict => Some(format!("solution.rs fails:\n{}", show::complaint(&verdict))),
        })
    }

    fn wrong(&self, name: &str, update: bool) -> anyhow::Result<Option<String>> {
        let id = &self.exercise.id;
        let target = root_target(self.exercise, "wrong");
        let verdict = self.judge(&target, &format!("_{id}_{name}::"))?;
        let verdict = match verdict {
            Verdict::Passes { checks: 0 } => {
                return Ok(Some(format!(
                    "exercises/wrong.rs must have\n\
                     #[path = \"{id}/wrong/{name}.rs\"]\nmod _{id}_{name};"
                )));
            }
            Verdict::Passes { .. } => {
                return Ok(Some(format!("wrong/{name}.rs passes all checks")));
            }
            verdict => verdict,
        };
        let file = self
            .exercise
            .folder
            .join("wrong")
            .join(format!("{name}.txt"));
        let found = format!("{}\n", show::complaint(&verdict));
        let expected = fs::read_to_string(&file)
            .unwrap_or_default()
            .replace("\r\n", "\n");
        if update {
            fs::write(&file, found)?;
            return Ok(None);
        }
        Ok((found != expected).then(|| {
            format!(
                "wrong/{name}.rs is caught with another message than wrong/{name}.txt has \
                 (`verify --update` writes it):\n{found}"
            )
        }))
    }

    fn judge(&self, target: &str, prefix: &str) -> anyhow::Result<Verdict> {
        let program = self.build.programs.get(target);
        let program = program.with_context(|| format!("cargo built no test target {target:?}"))?;
        check::judge(self.exercise, program, prefix)
    }
}

/// Stubs and solutions must please clippy; wrong solutions need not.
fn clippy(root: &Path, targets: &[String]) -> anyhow::Result<Option<String>> {
    let mut command = cargo::cargo(root);
    command.args(["clippy", "--workspace", "--quiet"]);
    for target in targets.iter().filter(|target| !target.ends_with("-wrong")) {
        command.args(["--test", target]);
    }
    let output = command.args(["--", "-D", "warnings"]).output()?;
    let words = String::from_utf8_lossy(&output.stderr);
    Ok((!output.status.success()).then(|| format!("clippy:\n{words}")))
}

fn summary(exercises: &[Exercise]) -> anyhow::Result<String> {
    let of = exercises.len();
    let kinds = Kind::ALL.map(|kind| {
        let of_kind = exercises.iter().filter(|exercise| exercise.kind == kind);
        format!("{} {kind}", of_kind.count())
    });
    let minutes: u32 = exercises.iter().map(|exercise| exercise.minutes).sum();
    let mut wrong = 0;
    for exercise in exercises {
        wrong += exercise.wrong()?.len();
    }
    Ok(format!(
        "{}: {}; {minutes} minutes\n\
         {} without a warning and stopping at the todo!\n\
         {} passing, also under clippy\n\
         {} caught, each with the message beside it\n",
        count(of, "exercise"),
        kinds.join(", "),
        count(of, "stub"),
        count(of, "solution"),
        count(wrong, "wrong solution"),
    ))
}
