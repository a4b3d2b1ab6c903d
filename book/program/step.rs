//! What a page takes from the folder of a step.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use toml::{Table, Value};

/// The steps, in their order.
const STEPS: [&str; 7] = [
    "01-fetch-token",
    "02-decode-jwt",
    "03-verify-signature",
    "04-resource-server",
    "05-introspect-revoke",
    "06-client-assertion",
    "07-dpop",
];

/// What the third line of an exercise's `hints.md` says, and its title.
struct Exercise {
    id: String,
    title: String,
    kind: String,
    minutes: usize,
}

impl Exercise {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let file = folder.join("hints.md");
        let hints = fs::read_to_string(&file)
            .with_context(|| format!("there is no exercise {}", folder.display()))?;
        let mut lines = hints.lines();
        let title = lines.next().unwrap_or_default().trim_start_matches("# ");
        let mut about = lines.nth(1).unwrap_or_default().split(", ");
        let kind = about.next().unwrap_or_default();
        let minutes = about
            .next()
            .unwrap_or_default()
            .trim_end_matches(" minutes");
        Ok(Self {
            id: folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            title: title.to_owned(),
            kind: kind.to_owned(),
            minutes: minutes.parse().with_context(|| {
                format!(
                    "the third line of {} is not kind, minutes, place",
                    file.display()
                )
            })?,
        })
    }
}

/// A sentence that sends the reader to an exercise, which is given as `STEP/ID`.
pub(crate) fn exercise(root: &Path, name: &str) -> anyhow::Result<String> {
    let (step, id) = name.split_once('/').context("write STEP/ID")?;
    let Exercise { title, minutes, .. } =
        Exercise::read(&root.join(step).join("exercises").join(id))?;
    Ok(format!(
        "<div class=\"callout try\">\n<p class=\"title\">Try it</p>\n<p>Exercise {id}: {title} ({minutes} minutes). <code>cargo workshop check {id}</code></p>\n</div>\n"
    ))
}

/// The exercises of a step, in the order of their names.
fn all_exercises(root: &Path, step: &str) -> anyhow::Result<Vec<Exercise>> {
    let mut folders = Vec::new();
    let exercises = root.join(step).join("exercises");
    for entry in fs::read_dir(&exercises).with_context(|| format!("{step} has no exercises"))? {
        let folder = entry?.path();
        if folder.is_dir() {
            folders.push(folder);
        }
    }
    folders.sort();
    folders
        .iter()
        .map(|folder| Exercise::read(folder))
        .collect()
}

/// The steps with their times and exercises, as HTML. `theme/progress.js` marks what is done. The minutes
/// of reading are known after the last chapter: `@minutes:04@` is where they go.
pub(crate) fn map(root: &Path) -> anyhow::Result<String> {
    let mut map = "<ol class=\"map\">\n".to_owned();
    for step in STEPS {
        let chapter = fs::read_to_string(root.join("book/src").join(format!("{step}.md")));
        let Ok(chapter) = chapter else { continue };
        let title = chapter.lines().next().unwrap_or_default();
        let title = title.trim_start_matches("# ");
        let number = step.get(..2).unwrap_or_default();
        // A step may have none.
        let exercises = all_exercises(root, step).unwrap_or_default();
        let minutes: usize = exercises.iter().map(|exercise| exercise.minutes).sum();
        let chips: String = exercises
            .iter()
            .map(|Exercise { id, title, .. }| {
                format!("<li data-exercise=\"{id}\"><span>{id}</span> {title}</li>")
            })
            .collect();
        map.push_str(&format!(
            "<li><a href=\"{step}.html\">{title}</a> <span class=\"minutes\">@minutes:{number}@ minutes to read, \
             {minutes} for the exercises</span><ul>{chips}</ul></li>\n"
        ));
    }
    Ok(map + "</ol>\n<p class=\"map-progress\" role=\"status\"></p>\n")
}

/// A table of the step's exercises in Markdown, and how many minutes they take.
pub(crate) fn exercises(root: &Path, step: &str) -> anyhow::Result<(String, usize)> {
    let mut total = 0;
    let mut table =
        "| exercise | what it is about | kind | minutes |\n|---|---|---|---|\n".to_owned();
    for exercise in all_exercises(root, step)? {
        let Exercise {
            id,
            title,
            kind,
            minutes,
        } = exercise;
        total += minutes;
        table.push_str(&format!(
            "| `cargo workshop check {id}` | {title} | {kind} | {minutes} |\n"
        ));
    }
    Ok((table, total))
}

/// The files of the step's lesson with the first line of their docs, what its folder `production` is, and
/// the crates that no earlier step depends on, in Markdown.
pub(crate) fn new(root: &Path, step: &str) -> anyhow::Result<String> {
    ensure!(STEPS.contains(&step), "there is no step {step}");
    let source = root.join(step).join("src");
    let mut files = Vec::new();
    for entry in fs::read_dir(&source)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rs") && name != "lib.rs" {
            files.push(name);
        }
    }
    files.sort();
    let mut table = "| file | what it holds |\n|---|---|\n".to_owned();
    for name in &files {
        let doc = first_line(&source.join(name))?;
        table.push_str(&format!("| `{name}` | {doc} |\n"));
    }
    let production = source.join("production").join("mod.rs");
    if production.exists() {
        let doc = first_line(&production)?;
        table.push_str(&format!("| `production/` | {doc} |\n"));
    }

    let earlier: Vec<&str> = STEPS.into_iter().take_while(|name| *name != step).collect();
    let mut known = Vec::new();
    for step in &earlier {
        known.extend(dependencies(root, step)?);
    }
    let mut steps = Vec::new();
    let mut crates = Vec::new();
    for name in dependencies(root, step)? {
        let of_step = STEPS.into_iter().find(|step| step.ends_with(&name));
        match of_step {
            Some(step) => steps.push(format!("[{step}]({step}.md)")),
            None if name == "realm" || known.contains(&name) => {}
            None => crates.push(format!("`{name}`")),
        }
    }
    let or_none = |list: Vec<String>| match list.is_empty() {
        true => "none".to_owned(),
        false => list.join(", "),
    };
    let count = match crates.len() {
        1 => "1 crate".to_owned(),
        count => format!("{count} crates"),
    };
    Ok(format!(
        "<details class=\"new\"><summary>New in this step: {} files, {}</summary>\n\n{table}\nBuilt on: {}. Crates that no step before used: {}.\n\n</details>\n",
        files.len(),
        count,
        or_none(steps),
        or_none(crates)
    ))
}

fn first_line(file: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(file)?;
    let doc = text.lines().next().unwrap_or_default();
    Ok(doc
        .trim_start_matches("//! ")
        .trim_end_matches('.')
        .to_owned())
}

fn dependencies(root: &Path, step: &str) -> anyhow::Result<Vec<String>> {
    let manifest = fs::read_to_string(root.join(step).join("Cargo.toml"))?;
    let manifest: Table = manifest.parse()?;
    let dependencies = manifest.get("dependencies").and_then(Value::as_table);
    let dependencies = dependencies.with_context(|| format!("{step} has no dependencies"))?;
    Ok(dependencies.keys().cloned().collect())
}
