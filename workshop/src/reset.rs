//! Beginning an exercise again.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use anyhow::{Context, bail, ensure};

use crate::course::{Course, Exercise};
use crate::progress::{self, Progress};
use crate::show;

/// Puts the stub back, keeps the learner's version, and forgets that the exercise was done. Whether
/// it was done: the learner may say no.
pub(crate) fn reset(
    course: &Course,
    exercise: &Exercise,
    progress: &mut Progress,
    yes: bool,
) -> anyhow::Result<bool> {
    let file = exercise.file();
    let original = original(&course.root, &file)?;
    let yours = fs::read_to_string(&file).unwrap_or_default();
    let id = &exercise.id;
    if yours == original && !progress.is_done(id) && progress.hints(id) == 0 {
        show::print(&format!(
            "{id} is as it was in the beginning: nothing to do.\n"
        ));
        return Ok(true);
    }
    let copy = free_name(&progress::folder(course), id);
    if !yes {
        show::print(&format!(
            "Begin {id} again? Your version will be kept as {}. [y/N] ",
            course.relative(&copy)
        ));
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            show::print("Nothing was changed.\n");
            return Ok(false);
        }
    }
    fs::create_dir_all(progress::folder(course))?;
    fs::write(&copy, yours).with_context(|| format!("cannot write {}", copy.display()))?;
    fs::write(&file, original).with_context(|| format!("cannot write {}", file.display()))?;
    progress.forget(id)?;
    show::print(&format!(
        "{id} is as it was in the beginning. Your version is {}.\n",
        course.relative(&copy)
    ));
    Ok(true)
}

/// The stub, from git: the newest committed version that still has a `todo!`, because learners
/// commit their answers too.
fn original(root: &Path, file: &Path) -> anyhow::Result<String> {
    let path = file
        .strip_prefix(root)?
        .to_string_lossy()
        .replace('\\', "/");
    let commits = git(root, &["log", "--format=%H", "--", &path])?;
    for commit in commits.lines() {
        // `./` is this folder, even where the course is a part of a larger repository.
        let text = git(root, &["show", &format!("{commit}:./{path}")]);
        if let Ok(text) = text.as_ref()
            && text.contains("todo!(")
        {
            return Ok(text.clone());
        }
    }
    bail!("git has no version of {path} with a todo!: copy it from a fresh clone of the course")
}

fn git(root: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(root)
        .output()
        .context("cannot run git, which knows how the exercise began")?;
    ensure!(
        output.status.success(),
        "git cannot tell how the exercise began: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// `03b-1.rs`, or the next number that is free.
fn free_name(folder: &Path, id: &str) -> PathBuf {
    let names = (1_u32..).map(|number| folder.join(format!("{id}-{number}.rs")));
    names
        .into_iter()
        .find(|name| !name.exists())
        .unwrap_or_else(|| folder.join(format!("{id}.rs")))
}
