//! What the learner has done, kept in the folder `.workshop`, which git ignores.
//!
//! Several commands may run at once, `watch` for hours among them. So nobody keeps what was read:
//! each change reads the file, changes one exercise's record and replaces the file, under a lock.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::course::{Course, Exercise};

/// Where the progress is kept.
pub(crate) struct Progress {
    pub(crate) folder: PathBuf,
}

/// What is known about each exercise, by its id. Ids and members that this version does not know
/// stay as they are, so the file outlives new exercises and new versions of this program.
#[derive(Default)]
pub(crate) struct Records {
    records: BTreeMap<String, Record>,
    /// The exercise from which the learner goes on.
    position: String,
}

#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Record {
    pub(crate) done: bool,
    /// How many hints were shown.
    pub(crate) hints: usize,
    /// How often it was checked until it was done.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) tries: u64,
    /// When its task was first shown or it was first checked, in seconds since 1970.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) begun_at: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) done_at: u64,
    #[serde(flatten)]
    other: Map<String, Value>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

impl Progress {
    pub(crate) fn of(root: &Path) -> Self {
        let folder = root.join(".workshop");
        Self { folder }
    }

    /// What is known now.
    pub(crate) fn read(&self) -> anyhow::Result<Records> {
        let _lock = self.lock()?;
        self.load()
    }

    /// Changes an exercise's record, and returns it.
    pub(crate) fn update(
        &self,
        id: &str,
        change: impl FnOnce(&mut Record),
    ) -> anyhow::Result<Record> {
        let _lock = self.lock()?;
        let Records { mut records, .. } = self.load()?;
        let record = records.entry(id.to_owned()).or_default();
        change(record);
        let record = record.clone();
        self.save(&records)?;
        Ok(record)
    }

    pub(crate) fn forget(&self, id: &str) -> anyhow::Result<()> {
        let _lock = self.lock()?;
        let Records { mut records, .. } = self.load()?;
        records.remove(id);
        self.save(&records)
    }

    /// The learner goes on from here.
    pub(crate) fn go_to(&self, id: &str) -> anyhow::Result<()> {
        let _lock = self.lock()?;
        self.replace("position", id)
    }

    /// Until the file is closed, which is when it is dropped.
    fn lock(&self) -> anyhow::Result<File> {
        let failed = || format!("cannot write to {}", self.folder.display());
        fs::create_dir_all(&self.folder).with_context(failed)?;
        let lock = File::create(self.folder.join("lock")).with_context(failed)?;
        lock.lock().with_context(failed)?;
        Ok(lock)
    }

    fn load(&self) -> anyhow::Result<Records> {
        let file = self.folder.join("progress.json");
        let records = match fs::read(&file) {
            Ok(bytes) => match serde_json::from_slice(&bytes) {
                Ok(records) => records,
                Err(error) => {
                    let kept = free_name(&self.folder, "progress-damaged", "json");
                    fs::rename(&file, &kept)?;
                    eprintln!(
                        "{} could not be read ({error}). It is now {}, and a new one begins.",
                        file.display(),
                        kept.display()
                    );
                    BTreeMap::new()
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        };
        let position = fs::read_to_string(self.folder.join("position")).unwrap_or_default();
        Ok(Records { records, position })
    }

    fn save(&self, records: &BTreeMap<String, Record>) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(records)?;
        self.replace("progress.json", &format!("{text}\n"))
    }

    /// Another name first: a full disk must not cost what is there already.
    fn replace(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let file = self.folder.join(name);
        let new = self.folder.join(format!("{name}.new"));
        let failed = || format!("cannot write {}", file.display());
        fs::write(&new, text).with_context(failed)?;
        fs::rename(&new, &file).with_context(failed)
    }
}

impl Records {
    pub(crate) fn of(&self, id: &str) -> Record {
        self.records.get(id).cloned().unwrap_or_default()
    }

    pub(crate) fn is_done(&self, id: &str) -> bool {
        self.records.get(id).is_some_and(|record| record.done)
    }

    /// The first that is not done, counted from where the learner is: a workshop may begin in the
    /// middle. `None` if all are done.
    pub(crate) fn next<'a>(&self, course: &'a Course) -> Option<&'a Exercise> {
        self.next_from(course, &self.position, 0)
    }

    /// The first that is not done after that one.
    pub(crate) fn next_after<'a>(&self, course: &'a Course, id: &str) -> Option<&'a Exercise> {
        self.next_from(course, id, 1)
    }

    fn next_from<'a>(&self, course: &'a Course, id: &str, skip: usize) -> Option<&'a Exercise> {
        let exercises = &course.exercises;
        let at = exercises.iter().position(|it| it.id == id);
        let (before, after) = exercises.split_at(at.map_or(0, |at| at + skip));
        let mut all = after.iter().chain(before);
        all.find(|it| !self.is_done(&it.id))
    }
}

impl Record {
    /// How many minutes it took, as far as that is known.
    pub(crate) fn minutes(&self) -> Option<u64> {
        let known = self.begun_at > 0 && self.done_at >= self.begun_at;
        known.then(|| (self.done_at - self.begun_at).div_ceil(60))
    }

    pub(crate) fn begin(&mut self) {
        if self.begun_at == 0 {
            self.begun_at = now();
        }
    }

    pub(crate) fn tried(&mut self, passed: bool) {
        self.begin();
        // An exercise that was done stays so: trying another way does not lose it.
        if !self.done {
            self.tries += 1;
            self.done = passed;
            self.done_at = if passed { now() } else { 0 };
        }
    }
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(0, |time| time.as_secs())
}

/// `03b-1.rs`, or the next number that is free.
pub(crate) fn free_name(folder: &Path, name: &str, extension: &str) -> PathBuf {
    let file = |number: u32| folder.join(format!("{name}-{number}.{extension}"));
    let free = (1..).map(file).find(|file| !file.exists());
    free.unwrap_or_else(|| file(0))
}
