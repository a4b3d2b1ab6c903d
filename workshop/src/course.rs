//! The exercises, as their folders have them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::{Context, anyhow, bail, ensure};

use crate::progress::Progress;

/// All exercises, in their order.
pub(crate) struct Course {
    /// The workspace's folder.
    pub(crate) root: PathBuf,
    pub(crate) exercises: Vec<Exercise>,
}

/// One exercise. What is said about it stands in its `hints.md`.
pub(crate) struct Exercise {
    /// The step's number and a letter.
    pub(crate) id: String,
    /// The step's folder, such as `03-verify-signature`.
    pub(crate) step: String,
    /// The exercise's folder.
    pub(crate) folder: PathBuf,
    pub(crate) title: String,
    pub(crate) kind: Kind,
    /// How long it takes somebody who has read the step.
    pub(crate) minutes: u32,
    /// Its place in the book: a path from the root, and an anchor.
    pub(crate) chapter: String,
    /// From a nudge to nearly the answer.
    pub(crate) hints: Vec<String>,
}

/// What the learner does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Read,
    Build,
    /// Break something that is weak on purpose, and repair it.
    Attack,
    Defend,
}

/// The workspace's folder: this one, or one above it.
pub(crate) fn find_root() -> anyhow::Result<PathBuf> {
    let here = env::current_dir()?;
    let is_root = |folder: &&Path| {
        fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|manifest| manifest.contains("[workspace]"))
    };
    let root = here.ancestors().find(is_root);
    Ok(root
        .context("there is no workspace here: run this in the course's folder")?
        .to_owned())
}

/// The folders of all exercises, in their order.
pub(crate) fn folders(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root)? {
        let exercises = entry?.path().join("exercises");
        if !exercises.is_dir() {
            continue;
        }
        for entry in fs::read_dir(exercises)? {
            let folder = entry?.path();
            if folder.is_dir() {
                folders.push(folder);
            }
        }
    }
    folders.sort();
    Ok(folders)
}

impl Course {
    pub(crate) fn open(root: PathBuf) -> anyhow::Result<Self> {
        let folders = folders(&root)?;
        ensure!(
            !folders.is_empty(),
            "there are no exercises in {}",
            root.display()
        );
        let exercises = folders.iter().map(|folder| Exercise::read(folder));
        let exercises = exercises.collect::<Result<_, _>>()?;
        Ok(Self { root, exercises })
    }

    pub(crate) fn exercise(&self, id: &str) -> anyhow::Result<&Exercise> {
        let found = self
            .exercises
            .iter()
            .find(|exercise| exercise.id.eq_ignore_ascii_case(id));
        found.with_context(|| format!("there is no exercise {id:?}: `cargo workshop list` has all"))
    }

    /// The first that is not done.
    pub(crate) fn next(&self, progress: &Progress) -> anyhow::Result<&Exercise> {
        self.next_after(None, progress)
    }

    /// The first after that one which is not done, or else the first of all: a workshop may begin
    /// in the middle.
    pub(crate) fn next_after(
        &self,
        done: Option<&Exercise>,
        progress: &Progress,
    ) -> anyhow::Result<&Exercise> {
        let is_that = |exercise: &Exercise| done.is_some_and(|done| done.id == exercise.id);
        let at = self.exercises.iter().position(is_that).unwrap_or(0);
        let (before, after) = self.exercises.split_at(at);
        let mut open = after
            .iter()
            .chain(before)
            .filter(|it| !progress.is_done(&it.id));
        open.next().context("all exercises are done")
    }

    pub(crate) fn last(&self) -> anyhow::Result<&Exercise> {
        self.exercises.last().context("there are no exercises")
    }

    /// A path as one would type it in the workspace's folder.
    pub(crate) fn relative<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

impl Exercise {
    /// Reads `hints.md`: a title, a line `kind, minutes, place in the book`, and the hints.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        let name = |path: &Path| Some(path.file_name()?.to_str()?.to_owned());
        let id = name(folder).context("the folder's name is not UTF-8")?;
        let step = folder.ancestors().nth(2).and_then(name).unwrap_or_default();
        let text = fs::read_to_string(folder.join("hints.md"));
        let text = text.map_err(|_| anyhow!("{id}: there is no hints.md"))?;
        let what = format!("{id}: hints.md");
        Self::parse(&text, id, step, folder.to_owned()).context(what)
    }

    fn parse(text: &str, id: String, step: String, folder: PathBuf) -> anyhow::Result<Self> {
        ensure!(
            step.get(..2) == id.get(..2) && id.len() == 3,
            "the folder {id:?} is not named by the step's number and a letter"
        );
        let (head, hints) = text.split_once("\n## ").unwrap_or((text, ""));
        let mut lines = head.lines().filter(|line| !line.trim().is_empty());
        let title = lines.next().and_then(|line| line.strip_prefix("# "));
        let title = title
            .context("the first line must be `# ` and a title")?
            .to_owned();
        let facts = lines.next().unwrap_or_default();
        let [kind, minutes, chapter] = facts.split(", ").collect::<Vec<_>>()[..] else {
            bail!("after the title must come `kind, N minutes, book/src/…`, not {facts:?}");
        };
        let kind = Kind::parse(kind)?;
        let minutes = minutes
            .strip_suffix(" minutes")
            .and_then(|number| number.parse().ok())
            .ok_or_else(|| anyhow!("{minutes:?} is not a number and ` minutes`"))?;
        // A hint's own heading is only for those who read the file.
        let body = |hint: &str| Some(hint.split_once('\n')?.1.trim().to_owned());
        let hints = hints.split("\n## ").filter_map(body);
        let hints = hints.filter(|hint| !hint.is_empty()).collect();
        let chapter = chapter.to_owned();
        Ok(Self {
            id,
            step,
            folder,
            title,
            kind,
            minutes,
            chapter,
            hints,
        })
    }

    /// The learner's file.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("exercise.rs")
    }

    /// The task: what the learner's file says at its top.
    pub(crate) fn task(&self) -> io::Result<String> {
        Ok(split(&fs::read_to_string(self.file())?).0)
    }

    /// Its wrong solutions, by name.
    pub(crate) fn wrong(&self) -> io::Result<Vec<String>> {
        let folder = self.folder.join("wrong");
        let mut names = Vec::new();
        if folder.is_dir() {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "rs") {
                    names.extend(
                        path.file_stem()
                            .map(|name| name.to_string_lossy().into_owned()),
                    );
                }
            }
        }
        names.sort();
        Ok(names)
    }
}

/// What a file says at its top (`//!`), and the rest of it.
pub(crate) fn split(source: &str) -> (String, &str) {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let lines = lines.map(|line| line.strip_prefix(' ').unwrap_or(line));
    let top: Vec<_> = lines.collect();
    let rest = source
        .split_inclusive('\n')
        .take(top.len())
        .map(str::len)
        .sum();
    (top.join("\n"), source.get(rest..).unwrap_or_default())
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Read, Self::Build, Self::Attack, Self::Defend];

    fn parse(name: &str) -> anyhow::Result<Self> {
        let kind = Self::ALL.into_iter().find(|kind| kind.name() == name);
        kind.with_context(|| format!("{name:?} is not read, build, attack or defend"))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Build => "build",
            Self::Attack => "attack",
            Self::Defend => "defend",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
