//! What the learner has done, kept in `.workshop/progress.json`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{fs, io};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::course::Course;

/// By exercise, so that the file outlives new exercises and new versions of this program: ids and
/// members that this version does not know stay as they are.
pub(crate) struct Progress {
    file: PathBuf,
    exercises: BTreeMap<String, Record>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Record {
    done: bool,
    /// How many hints were shown.
    hints: usize,
    #[serde(flatten)]
    other: Map<String, Value>,
}

impl Progress {
    pub(crate) fn load(course: &Course) -> anyhow::Result<Self> {
        let file = folder(course).join("progress.json");
        let exercises = match fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("cannot read {}: mend it or delete it", file.display()))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(error).with_context(|| file.display().to_string()),
        };
        Ok(Self { file, exercises })
    }

    pub(crate) fn is_done(&self, id: &str) -> bool {
        self.exercises.get(id).is_some_and(|record| record.done)
    }

    /// An exercise that was done stays so: who tries another way does not lose it.
    pub(crate) fn set_done(&mut self, id: &str) -> anyhow::Result<()> {
        self.exercises.entry(id.to_owned()).or_default().done = true;
        self.save()
    }

    pub(crate) fn hints(&self, id: &str) -> usize {
        self.exercises.get(id).map_or(0, |record| record.hints)
    }

    pub(crate) fn set_hints(&mut self, id: &str, hints: usize) -> anyhow::Result<()> {
        self.exercises.entry(id.to_owned()).or_default().hints = hints;
        self.save()
    }

    pub(crate) fn forget(&mut self, id: &str) -> anyhow::Result<()> {
        self.exercises.remove(id);
        self.save()
    }

    fn save(&self) -> anyhow::Result<()> {
        let mut text = serde_json::to_string_pretty(&self.exercises)?;
        text.push('\n');
        let failed = || format!("cannot write {}", self.file.display());
        let new = self.file.with_extension("json.new");
        fs::create_dir_all(self.file.parent().unwrap_or(&self.file)).with_context(failed)?;
        // Another name first: a full disk must not cost what is there already.
        fs::write(&new, text).with_context(failed)?;
        fs::rename(&new, &self.file).with_context(failed)
    }
}

/// Where the learner's own things are. Git ignores it.
pub(crate) fn folder(course: &Course) -> PathBuf {
    course.root.join(".workshop")
}
