//! `workshop`: the exercises' runner. It shows what to do next and checks what was done.
//!
//! An exercise is a folder `NN-step/exercises/<id>/`: `exercise.rs` is the learner's, `solution.rs`
//! one way to do it, `check.rs` the tests for both, `hints.md` its title and hints, `correct/` other
//! good answers and `wrong/` mistakes that people make. Each `exercise.rs` is a test target of its
//! step with `test = false`: `cargo test` passes it by, so an exercise that does not compile stops
//! nobody but its learner.
//!
//! Read in this order: [`course`] finds the exercises, [`check`] checks one of them with the help of
//! [`cargo`] and [`program`], [`progress`] stores the results, [`show`] and [`watch`] talk to the
//! learner. [`verify`], with [`answers`], is for authors of exercises; [`doctor`] is for the evening
//! before, and [`group`] for the leader.

mod answers;
mod cargo;
mod check;
mod course;
mod doctor;
mod group;
mod program;
mod progress;
mod quiz;
mod reset;
mod show;
mod verify;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use course::{Course, Exercise};
use progress::Progress;

/// The exercises of the course. Without a command: where you are and what is next.
#[derive(Parser)]
#[command(bin_name = "cargo workshop")]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// All exercises, where they are, and which of them are done
    List,
    /// The next exercise: its task, and the file to edit
    Next {
        /// Go on from this one, such as 03b
        id: Option<String>,
    },
    /// Leave the next exercise for later
    Skip,
    /// Check an exercise, by default the next one
    Check {
        /// Such as 03b, or 03 for all of a step
        id: Option<String>,
    },
    /// Check an exercise each time it is saved, until `q`
    Watch,
    /// A hint; each time one more
    Hint {
        /// Such as 03b
        id: Option<String>,
    },
    /// The difference between your exercise and the solution
    Solution {
        /// Such as 03b
        id: Option<String>,
    },
    /// Begin an exercise again; your version is kept
    Reset {
        /// Such as 03b
        id: Option<String>,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Questions about a step, with explanations
    Quiz {
        /// Such as 03, by default the step of the next exercise
        step: Option<String>,
    },
    /// Is this machine ready for the workshop? Says what to do where it is not
    Doctor,
    /// Write a small file for the leader: what is done, minutes and tries; no code
    Report {
        /// Your name, if the leader should see it
        #[arg(long)]
        name: Option<String>,
    },
    /// For the leader: one table and one page from the reports in a folder
    Summary { folder: PathBuf },
    /// For authors: stubs fail, solutions and other good answers pass, wrong ones do not
    Verify {
        /// Write stubs and messages anew, instead of comparing with them
        #[arg(long)]
        update: bool,
    },
}

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all is well; what is not has been printed.
fn run(args: Args) -> anyhow::Result<bool> {
    let root = course::find_root()?;
    match args.command {
        Some(Command::Doctor) => return Ok(doctor::examine(&root)),
        Some(Command::Verify { update }) => return verify::verify(&root, update),
        _ => {}
    }
    let course = Course::open(root)?;
    for remark in &course.remarks {
        eprintln!("{remark}");
    }
    let progress = Progress::of(&course.root);
    // In an exercise's folder, that one.
    let default = || -> anyhow::Result<&Exercise> {
        let next = progress.read()?.next(&course);
        let last = course.exercises.last();
        let default = course.here().or(next).or(last);
        default.context("there are no exercises")
    };
    let given_or_default = |id: Option<String>| match id {
        Some(id) => course.exercise(&id),
        None => default(),
    };
    let text = match args.command {
        None => show::welcome(&course, &progress.read()?),
        Some(Command::List) => show::list(&course, &progress.read()?),
        Some(Command::Next { id }) => {
            if let Some(id) = id {
                progress.go_to(&course.exercise(&id)?.id)?;
            }
            next(&course, &progress)?
        }
        Some(Command::Skip) => {
            let records = progress.read()?;
            let here = records.next(&course);
            let next_one = here.and_then(|here| records.next_after(&course, &here.id));
            if let Some(next_one) = next_one {
                progress.go_to(&next_one.id)?;
            }
            next(&course, &progress)?
        }
        Some(Command::Check { id }) => {
            let exercises = match id {
                Some(id) => course.select(&id)?,
                None => vec![default()?],
            };
            let mut all_passed = true;
            for exercise in exercises {
                let (passed, text) = show::check(&course, exercise, &progress)?;
                show::print(&text);
                all_passed &= passed;
            }
            return Ok(all_passed);
        }
        Some(Command::Watch) => {
            watch::watch(&course, &progress, default()?);
            return Ok(true);
        }
        Some(Command::Hint { id }) => show::hint(given_or_default(id)?, &progress)?,
        Some(Command::Solution { id }) => show::solution(&course, given_or_default(id)?)?,
        Some(Command::Reset { id, yes }) => {
            return reset::reset(&course, given_or_default(id)?, &progress, yes);
        }
        Some(Command::Quiz { step }) => {
            let id = step.map_or_else(|| Ok(default()?.step.clone()), anyhow::Ok)?;
            return quiz::ask(&course.root, &id);
        }
        Some(Command::Report { name }) => group::report(&course, &progress.read()?, name)?,
        Some(Command::Summary { folder }) => group::summary(&course, &folder)?,
        Some(Command::Doctor | Command::Verify { .. }) => String::new(),
    };
    show::print(&text);
    Ok(true)
}

/// The task of the next exercise, which begins now.
fn next(course: &Course, progress: &Progress) -> anyhow::Result<String> {
    let Some(exercise) = progress.read()?.next(course) else {
        return Ok(show::all_done(course));
    };
    progress.update(&exercise.id, progress::Record::begin)?;
    Ok(show::task(course, exercise))
}
