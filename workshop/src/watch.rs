//! Checking whenever the learner saves.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};
use std::{fs, io, thread};

use crate::course::Course;
use crate::progress::Progress;
use crate::show;

/// How often the files are looked at. Asking for the times of thirty files costs next to nothing,
/// works on network drives and in containers, and needs no crate for each system's notifications.
const EVERY: Duration = Duration::from_millis(300);

/// Shows the next exercise, and checks each one that changes. Ends with the process.
pub(crate) fn watch(course: &Course, progress: &mut Progress) -> anyhow::Result<()> {
    clear();
    show::print(&match course.next(progress) {
        Ok(exercise) => show::task(course, exercise),
        Err(_) => show::all_done(course),
    });
    show::print("\nwatching: save an exercise and it is checked; Ctrl-C ends this\n");
    let mut seen = stamps(course);
    loop {
        thread::sleep(EVERY);
        let now = stamps(course);
        for exercise in &course.exercises {
            // An editor may remove the file before it writes the new one: then it is looked for
            // the next time.
            let file = exercise.file();
            let Some(stamp) = now.get(&file) else {
                continue;
            };
            if seen.get(&file) == Some(stamp) {
                continue;
            }
            clear();
            show::print(&format!("checking {} …\n\n", exercise.id));
            // What stops one check, such as a mistake in a manifest, may be mended meanwhile.
            match show::check(course, exercise, progress) {
                Ok(true) => {
                    if let Ok(next) = course.next_after(Some(exercise), progress) {
                        show::print(&format!("\n{}", show::task(course, next)));
                    }
                }
                Ok(false) => {}
                Err(error) => show::print(&format!("error: {error:#}\n")),
            }
        }
        for (file, stamp) in now {
            seen.insert(file, stamp);
        }
    }
}

/// When each exercise was written, and its size.
fn stamps(course: &Course) -> HashMap<PathBuf, (SystemTime, u64)> {
    let stamp = |file: PathBuf| {
        let metadata = fs::metadata(&file).ok()?;
        Some((file, (metadata.modified().ok()?, metadata.len())))
    };
    course
        .exercises
        .iter()
        .filter_map(|exercise| stamp(exercise.file()))
        .collect()
}

fn clear() {
    if io::stdout().is_terminal() {
        show::print("\x1b[2J\x1b[H");
    }
}
