//! Beginning an exercise again.

use std::{fs, io};

use anyhow::Context;

use crate::course::{Course, Exercise};
use crate::progress::{Progress, free_name};
use crate::show;

/// Puts the stub back, keeps the learner's version, and forgets that the exercise was done. Returns
/// whether it was reset: the learner may refuse.
pub(crate) fn reset(
    course: &Course,
    exercise: &Exercise,
    progress: &Progress,
    yes: bool,
) -> anyhow::Result<bool> {
    let (file, stub) = (exercise.file(), exercise.stub(&course.root));
    let original = fs::read_to_string(&stub)
        .with_context(|| format!("cannot read {}", course.relative(&stub)))?;
    let yours = fs::read_to_string(&file).unwrap_or_default();
    let id = &exercise.id;
    let record = progress.read()?.of(id);
    if yours == original && !record.done && record.hints == 0 {
        show::print(&format!("{id} is as it was shipped: nothing to do.\n"));
        return Ok(true);
    }
    let copy = free_name(&progress.folder, id, "rs");
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
    fs::write(&copy, yours).with_context(|| format!("cannot write {}", copy.display()))?;
    fs::write(&file, original).with_context(|| format!("cannot write {}", file.display()))?;
    progress.forget(id)?;
    show::print(&format!(
        "{id} is as it was shipped. Your version is {}.\n",
        course.relative(&copy)
    ));
    Ok(true)
}
