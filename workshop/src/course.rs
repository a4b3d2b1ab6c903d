//! The exercises, as their folders have them.

use std::path::{Path, PathBuf};
use std::{env, fmt, fs, io};

use anyhow::{Context, anyhow, bail, ensure};
use serde::Deserialize;

/// All exercises, in their order.
pub(crate) struct Course {
    /// The workspace's folder.
    pub(crate) root: PathBuf,
    /// Those that `course.toml` names, or all if there is no such file.
    pub(crate) exercises: Vec<Exercise>,
    /// Those that it does not name. They can be checked, but nothing leads to them.
    others: Vec<Exercise>,
    /// What was ignored, and why.
    pub(crate) remarks: Vec<String>,
}

/// `course.toml`, with which a leader chooses.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Selection {
    only: Vec<String>,
}

/// One exercise. What is said about it is in its `hints.md`.
pub(crate) struct Exercise {
    /// The step's number and a letter.
    pub(crate) id: String,
    /// The step's folder, such as `03-verify-signature`.
    pub(crate) step: String,
    /// The exercise's folder.
    pub(crate) folder: PathBuf,
    pub(crate) title: String,
    pub(crate) kind: Kind,
    /// How long it takes someone who has read the step.
    pub(crate) minutes: u32,
    /// Its place in the book: a path from the root, and an anchor.
    pub(crate) chapter: String,
    /// From a nudge to nearly the answer.
    pub(crate) hints: Vec<String>,
}

/// What the learner does.
#[derive(Clone, Copy, PartialEq)]
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

/// The folders of the steps that have exercises, in their order.
pub(crate) fn steps(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut steps = subfolders(root)?;
    steps.retain(|step| step.join("exercises").is_dir());
    Ok(steps)
}

/// The folders of all exercises, in their order.
pub(crate) fn folders(root: &Path) -> io::Result<Vec<PathBuf>> {
    let exercises = steps(root)?
        .into_iter()
        .map(|step| subfolders(&step.join("exercises")));
    Ok(exercises.collect::<Result<Vec<_>, _>>()?.concat())
}

fn subfolders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut folders: Vec<_> = entries.collect::<io::Result<_>>()?;
    folders.retain(|path| path.is_dir());
    folders.sort();
    Ok(folders)
}

impl Course {
    pub(crate) fn open(root: PathBuf) -> anyhow::Result<Self> {
        let (mut exercises, mut remarks) = (Vec::new(), Vec::new());
        for folder in folders(&root)? {
            match Exercise::read(&folder) {
                Ok(exercise) => exercises.push(exercise),
                Err(error) => remarks.push(format!("ignored: {error:#}")),
            }
        }
        ensure!(
            !exercises.is_empty(),
            "there are no exercises in {}",
            root.display()
        );
        let mut others = Vec::new();
        if let Ok(text) = fs::read_to_string(root.join("course.toml")) {
            let Selection { only } = toml::from_str(&text).context("course.toml")?;
            for id in only
                .iter()
                .filter(|id| !exercises.iter().any(|it| it.id == **id))
            {
                remarks.push(format!(
                    "ignored: course.toml names {id:?}, which does not exist"
                ));
            }
            let chosen = |exercise: &Exercise| only.contains(&exercise.id);
            (exercises, others) = exercises.into_iter().partition(chosen);
            ensure!(
                !exercises.is_empty(),
                "course.toml names no exercise that exists"
            );
        }
        Ok(Self {
            root,
            exercises,
            others,
            remarks,
        })
    }

    fn all(&self) -> impl Iterator<Item = &Exercise> {
        self.exercises.iter().chain(&self.others)
    }

    pub(crate) fn exercise(&self, id: &str) -> anyhow::Result<&Exercise> {
        let found = self
            .all()
            .find(|exercise| exercise.id.eq_ignore_ascii_case(id));
        found.ok_or_else(|| self.unknown(id))
    }

    /// The exercise of that name, or those of the step with that number.
    pub(crate) fn select(&self, id: &str) -> anyhow::Result<Vec<&Exercise>> {
        let of_step =
            |exercise: &&Exercise| exercise.step.get(..2) == Some(id) || exercise.step == id;
        let step: Vec<_> = self.exercises.iter().filter(of_step).collect();
        if step.is_empty() {
            return Ok(vec![self.exercise(id)?]);
        }
        Ok(step)
    }

    fn unknown(&self, id: &str) -> anyhow::Error {
        let wanted = id.to_ascii_lowercase();
        let distance = |it: &&Exercise| strsim::levenshtein(&it.id, &wanted);
        let guess = self.all().min_by_key(distance);
        let guess = guess.filter(|it| distance(it) == 1);
        let guess = guess.map_or(String::new(), |it| format!(" Did you mean {}?", it.id));
        anyhow!("there is no exercise {id:?}.{guess} `cargo workshop list` shows all of them")
    }

    /// The exercise in whose folder the learner is.
    pub(crate) fn here(&self) -> Option<&Exercise> {
        let here = fs::canonicalize(env::current_dir().ok()?).ok()?;
        self.all().find(|exercise| {
            fs::canonicalize(&exercise.folder).is_ok_and(|folder| here.starts_with(folder))
        })
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
        let text = text.map_err(|_| anyhow!("{step}/exercises/{id} has no hints.md"))?;
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

    /// How `exercise.rs` was shipped. It is kept apart, so that it is there without git, and after
    /// a commit of half an answer.
    pub(crate) fn stub(&self, root: &Path) -> PathBuf {
        root.join("workshop/stubs").join(format!("{}.rs", self.id))
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
