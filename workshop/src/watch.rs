//! Checking whenever the learner saves.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, SystemTime};
use std::{fs, thread};

use console::{Key, Term};

use crate::course::{Course, Exercise};
use crate::progress::Progress;
use crate::show::{self, DIM};

/// How often the files are looked at. Asking for the times of thirty files costs next to nothing,
/// works on network drives and in containers, and needs no crate for each system's notifications.
const EVERY: Duration = Duration::from_millis(300);

/// Lines of the screen that are not for the text: the keys, and the line of the cursor.
const RESERVED: usize = 4;

struct Watch<'a> {
    course: &'a Course,
    progress: &'a Progress,
    /// What the keys are about.
    current: &'a Exercise,
    terminal: Term,
}

/// Shows an exercise, and checks each one that changes, until the learner quits.
pub(crate) fn watch(course: &Course, progress: &Progress, first: &Exercise) {
    let mut watch = Watch {
        course,
        progress,
        current: first,
        terminal: Term::stdout(),
    };
    let keys = keys(&watch.terminal);
    watch.show(Ok(show::task(course, first)));
    let mut seen = stamps(course);
    loop {
        match keys.recv_timeout(EVERY) {
            Ok('q') => return,
            Ok(key) => watch.press(key),
            Err(RecvTimeoutError::Timeout) => {}
            // There is no terminal to read keys from.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(EVERY),
        }
        let now = stamps(course);
        for exercise in &course.exercises {
            // An editor may remove the file before it writes the new one: then it is looked for
            // the next time.
            let file = exercise.file();
            let Some(stamp) = now.get(&file) else {
                continue;
            };
            if seen.get(&file) != Some(stamp) {
                watch.check(exercise);
            }
        }
        seen.extend(now);
    }
}

impl<'a> Watch<'a> {
    fn press(&mut self, key: char) {
        let text = match key {
            'h' => show::hint(self.current, self.progress),
            'l' => self
                .progress
                .read()
                .map(|records| show::list(self.course, &records)),
            'n' => self.next(),
            _ => return,
        };
        self.show(text);
    }

    fn next(&mut self) -> anyhow::Result<String> {
        let records = self.progress.read()?;
        let Some(next) = records.next_after(self.course, &self.current.id) else {
            return Ok(show::all_done(self.course));
        };
        self.current = next;
        self.progress.go_to(&next.id)?;
        Ok(show::task(self.course, next))
    }

    fn check(&mut self, exercise: &'a Exercise) {
        self.current = exercise;
        self.clear();
        show::print(&format!("checking {} …\n", exercise.id));
        let checked = show::check(self.course, exercise, self.progress);
        // All of an outcome is on the screen; one can scroll back to the beginning of other texts.
        let fit = |text: String| match self.terminal.size_checked() {
            Some((rows, columns)) => {
                let rows = usize::from(rows).saturating_sub(RESERVED);
                show::fit(&text, rows, usize::from(columns))
            }
            None => text,
        };
        self.show(checked.map(|(_, text)| fit(text)));
    }

    /// What stops one check, such as a mistake in a manifest, may be fixed meanwhile: an error is
    /// shown, and does not end the program.
    fn show(&self, text: anyhow::Result<String>) {
        let text = text.unwrap_or_else(|error| format!("error: {error:#}\n"));
        let keys = "watching: save to check, h hint, n next, l list, q quit";
        self.clear();
        show::print(&format!("{text}\n{DIM}{keys}{DIM:#}\n"));
    }

    fn clear(&self) {
        if self.terminal.is_term() {
            show::print("\x1b[2J\x1b[H");
        }
    }
}

/// The keys that the learner presses, without Enter.
fn keys(terminal: &Term) -> Receiver<char> {
    let (sender, receiver) = mpsc::channel();
    let terminal = terminal.clone();
    if terminal.is_term() {
        thread::spawn(move || {
            // While it waits for a key, the terminal is not as the shell wants it. So after a `q`,
            // which ends the program, it waits for no other.
            while let Ok(key) = terminal.read_key() {
                let Key::Char(letter) = key else { continue };
                if sender.send(letter).is_err() || letter == 'q' {
                    break;
                }
            }
        });
    }
    receiver
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
