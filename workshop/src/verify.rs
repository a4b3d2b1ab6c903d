//! For authors of exercises, and for CI: everything that an exercise promises is tried.
//!
//! First what can be read: the files, the facts, the registration. Then all stubs and all answers
//! are built in one run of cargo, and each is checked as a learner's would be.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

use anyhow::Context;
use serde_json::Value;

use crate::answers::{self, Answer, Sort};
use crate::cargo::{self, Build};
use crate::check::{self, After, Outcome};
use crate::course::{self, Exercise, Kind};
use crate::quiz;
use crate::show::{self, count};

/// The least and the most minutes that an exercise takes.
const MINUTES: std::ops::RangeInclusive<u32> = 10..=40;
/// The least number of hints.
const HINTS: usize = 3;
/// The least number of wrong answers.
const WRONG: usize = 2;

/// What begins and ends the message in the file of a wrong answer.
const FENCE: &str = "```";

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
        let complaints = read(root, exercise, update)?;
        findings.extend(complaints.iter().map(|it| format!("{}: {it}", exercise.id)));
    }
    let metadata = metadata(root)?;
    findings.extend(registration(root, &metadata, &exercises));
    let mut summary = String::new();
    if findings.is_empty() {
        let target = metadata.get("target_directory").and_then(Value::as_str);
        let folder = Path::new(target.context("cargo names no target directory")?).join("workshop");
        (findings, summary) = run(root, &folder, &exercises, update)?;
    }
    findings.extend(quiz::verify(root)?);
    if exercises.is_empty() {
        findings.push("there are no exercises".to_owned());
    }
    for finding in &findings {
        let finding = finding.trim_end().replace('\n', "\n  ");
        show::print(&format!("✗ {}\n", finding.replace("\n  \n", "\n\n")));
    }
    if findings.is_empty() {
        show::print(&summary);
    } else {
        show::print(&format!(
            "\n{summary}verify: {}\n",
            count(findings.len(), "problem")
        ));
    }
    Ok(findings.is_empty())
}

/// What is wrong with an exercise's files, as far as one can see by reading them.
fn read(root: &Path, exercise: &Exercise, update: bool) -> anyhow::Result<Vec<String>> {
    let Exercise {
        id,
        kind,
        minutes,
        chapter,
        ..
    } = exercise;
    let mut findings = Vec::new();
    let mut require = |holds: bool, finding: String| {
        if !holds {
            findings.push(finding);
        }
    };
    let text = |name: &str| fs::read_to_string(exercise.folder.join(name)).unwrap_or_default();
    for name in ["exercise.rs", "solution.rs", "check.rs"] {
        require(!text(name).is_empty(), format!("there is no {name}"));
    }
    let stub = exercise.stub(root);
    if update {
        fs::create_dir_all(stub.parent().unwrap_or(root))?;
        fs::write(&stub, text("exercise.rs"))?;
    }
    require(
        fs::read_to_string(stub).is_ok_and(|stub| stub == text("exercise.rs")),
        format!(
            "exercise.rs is not the same as workshop/stubs/{id}.rs (`verify --update` writes it)"
        ),
    );
    let task = exercise.task().unwrap_or_default();
    let command = format!("cargo workshop check {id}");
    require(
        task.contains(&command),
        format!("the task does not say `{command}`"),
    );
    require(task.contains("RFC"), "the task names no RFC".to_owned());
    const MARK: &str = "WEAK ON PURPOSE";
    if *kind == Kind::Attack {
        let weak = text("exercise.rs") + &text("weak.rs");
        require(
            weak.contains(MARK),
            format!("weak code is not marked {MARK}"),
        );
    }
    let solution = text("solution.rs") + &text("check.rs");
    require(!solution.contains(MARK), format!("the solution is {MARK}"));

    let hints = exercise.hints.len();
    let few = format!("{}, and {HINTS} are needed", count(hints, "hint"));
    require(hints >= HINTS, few);
    let (least, most) = (MINUTES.start(), MINUTES.end());
    let duration = format!("{minutes} minutes, and an exercise takes {least} to {most}");
    require(MINUTES.contains(minutes), duration);
    let wrong = answers::files(exercise, Sort::Wrong)?.len();
    let few = format!("{}, and {WRONG} are needed", count(wrong, "wrong answer"));
    require(wrong >= WRONG, few);
    // The book may be built elsewhere, or not yet.
    let (file, anchor) = chapter.split_once('#').unwrap_or((chapter, ""));
    let is_place = file.starts_with("book/src/") && file.ends_with(".md") && !anchor.is_empty();
    require(is_place, format!("{chapter:?} is not a place in the book"));
    if is_place && root.join("book").is_dir() {
        require(root.join(file).is_file(), format!("the book has no {file}"));
    }
    Ok(findings)
}

fn metadata(root: &Path) -> anyhow::Result<Value> {
    let mut command = cargo::cargo(root);
    command.args(["metadata", "--no-deps", "--format-version=1"]);
    let output = command.output().context("cannot run cargo")?;
    anyhow::ensure!(
        output.status.success(),
        "cargo cannot read the workspace:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What cargo does not know of the exercises, and should.
fn registration(root: &Path, metadata: &Value, exercises: &[Exercise]) -> Vec<String> {
    let packages = metadata.get("packages").and_then(Value::as_array);
    let targets: Vec<_> = packages
        .into_iter()
        .flatten()
        .filter_map(|package| package.get("targets")?.as_array())
        .flatten()
        .collect();
    let mut findings = Vec::new();
    let mut require = |step: &str, name: &str, path: &str, test: bool| {
        let file = fs::canonicalize(root.join(step).join(path)).ok();
        let is_registered = targets.iter().any(|target| {
            let text = |member: &str| target.get(member).and_then(Value::as_str);
            let source = text("src_path").and_then(|source| fs::canonicalize(source).ok());
            text("name") == Some(name)
                && target.get("test").and_then(Value::as_bool) == Some(test)
                && source.is_some_and(|source| Some(source) == file)
        });
        if !is_registered {
            let test = if test { "" } else { ", test = false" };
            findings.push(format!(
                "{step}/Cargo.toml must have among its tests\n\
                 {{ name = {name:?}, path = {path:?}{test} }}"
            ));
        }
    };
    for Exercise { id, step, .. } in exercises {
        require(step, id, &format!("exercises/{id}/exercise.rs"), false);
        require(step, &solutions(step), "exercises/solutions.rs", true);
    }
    // What a step lacks is lacking for each of its exercises.
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert(finding.clone()));
    findings
}

/// The test target that has all solutions of a step, for `cargo test`.
fn solutions(step: &str) -> String {
    format!("{}-solutions", step.get(..2).unwrap_or_default())
}

/// Builds and checks everything: what is wrong, and how much there is.
fn run(
    root: &Path,
    folder: &Path,
    exercises: &[Exercise],
    update: bool,
) -> anyhow::Result<(Vec<String>, String)> {
    let mut answers = Vec::new();
    for exercise in exercises {
        answers.extend(answers::answers(exercise)?);
    }
    let mut targets: Vec<_> = exercises
        .iter()
        .map(|exercise| exercise.id.clone())
        .collect();
    targets.extend(exercises.iter().map(|exercise| solutions(&exercise.step)));
    targets.dedup();
    let build = build(root, folder, &targets, &mut answers)?;
    let said = build.errors.iter().chain(&build.warnings);
    let said = said.filter(|it| targets.contains(&it.target) || it.target == ANSWERS);
    let mut findings: Vec<_> = said
        .map(|it| format!("{}:\n{}", it.target, it.text))
        .collect();
    if let Some(failure) = build.failure {
        anyhow::bail!("cargo cannot build the exercises:\n{failure}");
    }
    if !build.errors.is_empty() {
        return Ok((findings, String::new()));
    }
    for exercise in exercises {
        let program = program(&build, &exercise.id)?;
        let outcome = check::run_checks(exercise, program, "", After::Stop)?;
        if !matches!(outcome, Outcome::Todo { .. }) {
            findings.push(format!(
                "{}: exercise.rs must stop at its todo!, but this is what the learner would see first:\n{}",
                exercise.id,
                show::complaint(&outcome)
            ));
        }
        let listed = fs::read_to_string(exercise.folder.join("../solutions.rs"))?;
        let module = format!("#[path = \"{0}/solution.rs\"]\nmod _{0};", exercise.id);
        if !listed.replace("\r\n", "\n").contains(&module) {
            findings.push(format!(
                "{}: exercises/solutions.rs must have\n{module}",
                exercise.id
            ));
        }
    }
    let outcomes = check_all(program(&build, ANSWERS)?, &answers);
    let mut survivors = Vec::new();
    for (answer, outcome) in answers.iter().zip(outcomes) {
        let outcome = outcome?;
        let id = &answer.exercise.id;
        let passes = matches!(outcome, Outcome::Passes { .. });
        match answer.sort {
            Sort::Mutation if passes => survivors.push(format!("{id} {}", answer.change)),
            Sort::Mutation => {}
            Sort::Wrong => {
                let finding = wrong(answer, &outcome, update)?;
                findings.extend(finding.map(|it| format!("{id}: {it}")));
            }
            Sort::Solution | Sort::Correct if passes => {}
            Sort::Solution | Sort::Correct => findings.push(format!(
                "{id}: {} is refused:\n{}",
                file(answer),
                show::complaint(&outcome)
            )),
        }
    }
    findings.extend(clippy(root, &targets)?);
    let summary = summary(exercises, &answers, &survivors);
    Ok((findings, summary))
}

/// The test target that has all answers.
const ANSWERS: &str = "answers";

/// Builds stubs, solutions and answers. Mutations that do not compile are left out: they are made
/// without knowing any types.
fn build(
    root: &Path,
    folder: &Path,
    targets: &[String],
    answers: &mut Vec<Answer<'_>>,
) -> anyhow::Result<Build> {
    let steps = course::steps(root)?;
    let targets = [targets, &[ANSWERS.to_owned()]].concat();
    loop {
        let file = answers::write(folder, &steps, answers)?;
        let build = cargo::build(root, &targets, &[("WORKSHOP_ANSWERS", &file)])?;
        let before = answers.len();
        answers.retain(|answer| {
            let Answer { exercise, name, .. } = answer;
            let place = format!("/{}/{name}.rs:", exercise.id);
            let mut errors = build
                .errors
                .iter()
                .map(|error| error.text.replace('\\', "/"));
            let is_named = errors.any(|error| error.contains(&place));
            answer.sort != Sort::Mutation || !is_named
        });
        if answers.len() == before {
            return Ok(build);
        }
    }
}

fn program<'a>(build: &'a Build, target: &str) -> anyhow::Result<&'a Path> {
    let program = build.programs.get(target);
    let program = program.with_context(|| format!("cargo built no test target {target:?}"))?;
    Ok(program)
}

/// Checks all answers, on all processors.
fn check_all(program: &Path, answers: &[Answer<'_>]) -> Vec<anyhow::Result<Outcome>> {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, answer)) = {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    answers.get(index).map(|answer| (index, answer))
                } {
                    let module = answer.module();
                    let outcome = check::run_checks(answer.exercise, program, &module, After::Stop);
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes.push((index, outcome));
                    }
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap_or_default();
    outcomes.sort_by_key(|(index, _)| *index);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

fn file(answer: &Answer<'_>) -> String {
    match answer.sort.folder() {
        "" => format!("{}.rs", answer.name),
        folder => format!("{folder}/{}.rs", answer.name),
    }
}

/// What is wrong with a wrong answer: that it passes, or that it fails with another message.
fn wrong(answer: &Answer<'_>, outcome: &Outcome, update: bool) -> anyhow::Result<Option<String>> {
    let name = file(answer);
    if let Outcome::Passes { .. } = outcome {
        return Ok(Some(format!("{name} passes all checks")));
    }
    let found = show::complaint(outcome);
    let (remark, items) = course::split(&answer.change);
    let (idea, expected) = remark.split_once(FENCE).unwrap_or((&remark, ""));
    let expected = expected
        .trim_start_matches("text")
        .trim_end_matches(FENCE)
        .trim();
    if update {
        let remark = format!("{}\n\n{FENCE}text\n{found}\n{FENCE}", idea.trim());
        let lines = remark
            .lines()
            .map(|line| format!("//! {line}").trim_end().to_owned() + "\n");
        let text = lines.collect::<String>() + items;
        fs::write(answer.exercise.folder.join(&name), text)?;
    } else if found != expected {
        return Ok(Some(format!(
            "{name} is refused with another message than it says \
             (`verify --update` writes it):\n{found}"
        )));
    }
    Ok(None)
}

/// Stubs and solutions must please clippy; other answers need not.
fn clippy(root: &Path, targets: &[String]) -> anyhow::Result<Option<String>> {
    let mut command = cargo::cargo(root);
    command.args(["clippy", "--workspace", "--quiet"]);
    for target in targets {
        command.args(["--test", target]);
    }
    let output = command.args(["--", "-D", "warnings"]).output()?;
    let words = String::from_utf8_lossy(&output.stderr);
    Ok((!output.status.success()).then(|| format!("clippy:\n{words}")))
}

fn summary(exercises: &[Exercise], answers: &[Answer<'_>], survivors: &[String]) -> String {
    let of = exercises.len();
    let kinds = Kind::ALL.map(|kind| {
        let of_kind = exercises.iter().filter(|exercise| exercise.kind == kind);
        format!("{} {kind}", of_kind.count())
    });
    let minutes: u32 = exercises.iter().map(|exercise| exercise.minutes).sum();
    let number = |sort| answers.iter().filter(|answer| answer.sort == sort).count();
    let survive = match survivors {
        [] => "none survives".to_owned(),
        some => format!("{} survive:\n  {}", some.len(), some.join("\n  ")),
    };
    format!(
        "{}: {}; {minutes} minutes\n\
         {} without a warning and stopping at the todo!\n\
         {} passing, also under clippy\n\
         {} passing\n\
         {} refused, each with the message in its file\n\
         {} of the solutions; {survive}\n",
        count(of, "exercise"),
        kinds.join(", "),
        count(of, "stub"),
        count(of, "solution"),
        count(number(Sort::Correct), "other good answer"),
        count(number(Sort::Wrong), "wrong answer"),
        count(number(Sort::Mutation), "mutation"),
    )
}
