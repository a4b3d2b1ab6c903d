//! `workshop`: the exercises' runner. It shows what to do next and checks what was done.
//!
//! An exercise is a folder `NN-step/exercises/<id>/`: `exercise.rs` is the learner's, `solution.rs`
//! one way to do it, `check.rs` the tests for both, `hints.md` its title and hints, `wrong/` the
//! mistakes that people make. Each `exercise.rs` is a test target of its step with `test = false`:
//! `cargo test` passes it by, so an exercise that does not compile stops nobody but its learner.
//!
//! Read in this order: [`course`] finds the exercises, [`check`] judges one of them with the help
//! of [`cargo`] and [`libtest`], [`progress`] remembers, [`show`] and [`watch`] talk to the learner;
//! [`verify`] is for those who write exercises, [`doctor`] for the evening before.

mod cargo;
mod check;
mod course;
mod doctor;
mod libtest;
mod progress;
mod reset;
mod show;
mod verify;
mod watch;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use course::Course;
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
    /// All exercises, and which of them are done
    List,
    /// The next exercise: its task, and the file to edit
    Next,
    /// Check an exercise, by default the next one
    Check {
        /// Such as 03b
        id: Option<String>,
    },
    /// Check an exercise each time it is saved, until Ctrl-C
    Watch,
    /// A hint; each time one more
    Hint {
        /// Such as 03b
        id: Option<String>,
    },
    /// The difference between your exercise and the solution
    Solution {
        /// Such as 03b
        id: String,
    },
    /// Begin an exercise again; your version is kept
    Reset {
        /// Such as 03b
        id: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Is this machine ready for the workshop? Says what to do where it is not
    Doctor,
    /// For those who write exercises: stubs fail, solutions pass, wrong solutions are caught
    Verify {
        /// Write the messages beside the wrong solutions, instead of comparing with them
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
    let mut progress = Progress::load(&course)?;
    let given_or_next = |id: Option<String>, progress: &Progress| match id {
        Some(id) => course.exercise(&id),
        None => course.next(progress).or_else(|_| course.last()),
    };
    match args.command {
        None => show::print(&show::welcome(&course, &progress)),
        Some(Command::List) => show::print(&show::list(&course, &progress)),
        Some(Command::Next) => show::print(&match course.next(&progress) {
            Ok(exercise) => show::task(&course, exercise),
            Err(_) => show::all_done(&course),
        }),
        Some(Command::Check { id }) => {
            let exercise = given_or_next(id, &progress)?;
            return show::check(&course, exercise, &mut progress);
        }
        Some(Command::Watch) => watch::watch(&course, &mut progress)?,
        Some(Command::Hint { id }) => {
            let exercise = given_or_next(id, &progress)?;
            show::print(&show::hint(exercise, &mut progress)?);
        }
        Some(Command::Solution { id }) => {
            show::print(&show::solution(&course, course.exercise(&id)?)?);
        }
        Some(Command::Reset { id, yes }) => {
            return reset::reset(&course, course.exercise(&id)?, &mut progress, yes);
        }
        Some(Command::Doctor | Command::Verify { .. }) => {}
    }
    Ok(true)
}
