//! The answers that `verify` tries: each becomes a module of one test program.
//!
//! An answer's file has a remark at its top and only those items in which it differs from the
//! solution. The others are the solution's. Mutations are the solution with one small mistake.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::course::{self, Exercise};

/// One way to answer an exercise.
pub(crate) struct Answer<'a> {
    pub(crate) exercise: &'a Exercise,
    pub(crate) sort: Sort,
    /// The module's name, and that of its file.
    pub(crate) name: String,
    /// What is different from the solution.
    pub(crate) change: String,
    source: String,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Sort {
    Solution,
    /// Another good answer.
    Correct,
    Wrong,
    Mutation,
}

impl Sort {
    /// Where such answers are, in an exercise's folder.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::Wrong => "wrong",
            Self::Solution | Self::Mutation => "",
        }
    }
}

impl Answer<'_> {
    /// The path of its checks in the test program.
    pub(crate) fn module(&self) -> String {
        format!("_{}_{}::", self.exercise.id, self.name)
    }
}

/// All answers to an exercise.
pub(crate) fn answers(exercise: &Exercise) -> io::Result<Vec<Answer<'_>>> {
    let solution = fs::read_to_string(exercise.folder.join("solution.rs"))?;
    let answer = |sort, name: String, change, source| Answer {
        exercise,
        sort,
        name,
        change,
        source,
    };
    let mut answers = Vec::new();
    for sort in [Sort::Correct, Sort::Wrong] {
        for file in files(exercise, sort)? {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let text = fs::read_to_string(&file)?;
            let source = with_items(&solution, &text);
            answers.push(answer(sort, name.into_owned(), text, source));
        }
    }
    for (number, (change, source)) in mutations(exercise, &solution)?.into_iter().enumerate() {
        answers.push(answer(
            Sort::Mutation,
            format!("mutation_{number}"),
            change,
            source,
        ));
    }
    let name = "solution".to_owned();
    answers.push(answer(Sort::Solution, name, String::new(), solution));
    Ok(answers)
}

/// The files of such answers, in their order.
pub(crate) fn files(exercise: &Exercise, sort: Sort) -> io::Result<Vec<PathBuf>> {
    let folder = exercise.folder.join(sort.folder());
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let files = fs::read_dir(folder)?.map(|entry| Ok(entry?.path()));
    let mut files: Vec<_> = files.collect::<io::Result<_>>()?;
    files.sort();
    Ok(files)
}

/// Writes the modules, and the file that has them all. Files that are the same already are left
/// alone, so that cargo does not build them again.
pub(crate) fn write(
    folder: &Path,
    steps: &[PathBuf],
    answers: &[Answer<'_>],
) -> io::Result<PathBuf> {
    for step in steps {
        // What several exercises of a step share.
        for entry in fs::read_dir(step.join("exercises"))? {
            let file = entry?.path();
            if let (true, Some(step), Some(name)) =
                (file.is_file(), step.file_name(), file.file_name())
            {
                replace(&folder.join(step).join(name), &fs::read_to_string(&file)?)?;
            }
        }
    }
    let mut root = String::new();
    for answer in answers {
        let Exercise {
            id,
            step,
            folder: origin,
            ..
        } = answer.exercise;
        let path = format!("{step}/{id}");
        for name in ["check.rs", "weak.rs"] {
            if let Ok(text) = fs::read_to_string(origin.join(name)) {
                replace(&folder.join(&path).join(name), &text)?;
            }
        }
        let name = &answer.name;
        replace(
            &folder.join(&path).join(format!("{name}.rs")),
            &answer.source,
        )?;
        let _ = writeln!(root, "#[path = \"{path}/{name}.rs\"]\nmod _{id}_{name};");
    }
    let file = folder.join("answers.rs");
    replace(&file, &root)?;
    Ok(file)
}

fn replace(file: &Path, text: &str) -> io::Result<()> {
    if fs::read_to_string(file).is_ok_and(|old| old == text) {
        return Ok(());
    }
    fs::create_dir_all(file.parent().unwrap_or(file))?;
    fs::write(file, text)
}

/// A solution in which the items of an answer's file take the place of those with the same name.
fn with_items(solution: &str, answer: &str) -> String {
    let (_, answer) = course::split(answer);
    let (_, solution) = course::split(solution);
    let changed: Vec<_> = items(answer)
        .iter()
        .map(|item| name(item).to_owned())
        .collect();
    let mut kept = items(solution);
    kept.retain(|item| !changed.iter().any(|changed| changed == name(item)));
    // Of what is left, `mod check;` comes first and the rest in its order.
    format!("{}\n{answer}", kept.join("\n"))
}

/// The items of a file that is formatted: each ends with a `}` or a `;` in a line that is not
/// indented.
fn items(source: &str) -> Vec<String> {
    let (mut items, mut item) = (Vec::new(), String::new());
    for line in source.lines().filter(|line| !line.is_empty()) {
        let _ = writeln!(item, "{line}");
        if !line.starts_with([' ', '/', '#']) && line.ends_with(['}', ';']) {
            items.push(std::mem::take(&mut item));
        }
    }
    items
}

/// What an item is called, such as `fn basic` or `impl Known`; a `use` by its crate.
fn name(item: &str) -> &str {
    let mut lines = item.lines();
    let line = lines
        .find(|line| !line.starts_with(['/', '#']))
        .unwrap_or_default();
    let line = line.trim_start_matches("async ");
    let end = match line.split(' ').next() {
        Some("impl") => line.find(" {"),
        Some("use") => line.find([':', ';']),
        _ => line.find(['(', '<', ':', ';', '=', '{']),
    };
    line.get(..end.unwrap_or(line.len()))
        .unwrap_or_default()
        .trim_end()
}

/// What is replaced by what, in the lines that a learner writes.
const MUTATIONS: [(&str, &str); 24] = [
    (" < ", " <= "),
    (" <= ", " < "),
    (" > ", " >= "),
    (" >= ", " > "),
    (" == ", " != "),
    (" != ", " == "),
    (" && ", " || "),
    (" || ", " && "),
    (" + ", " - "),
    (" - ", " + "),
    ("if !", "if "),
    ("&& !", "&& "),
    ("true", "false"),
    ("false", "true"),
    (".min(", ".max("),
    (".max(", ".min("),
    (".any(", ".all("),
    (".is_none_or(", ".is_some_and("),
    (".is_some_and(", ".is_none_or("),
    (".saturating_add(", ".wrapping_add("),
    (".saturating_sub(", ".wrapping_sub("),
    (".eq_ignore_ascii_case(", ".eq("),
    ("r#\"", "r#\"~"),
    ("' '", "'~'"),
];

/// The solution with one small mistake, for each place where one can be made, and what it is.
fn mutations(exercise: &Exercise, solution: &str) -> io::Result<Vec<(String, String)>> {
    let stub = fs::read_to_string(exercise.file())?;
    let (mut mutations, mut start, mut is_forgery) = (Vec::new(), 0, false);
    for (index, line) in solution.split_inclusive('\n').enumerate() {
        let (from, code) = (start, line.trim());
        start += line.len();
        if !line.starts_with([' ', '}']) {
            is_forgery = line.starts_with("fn forge");
        }
        let is_no_code = ["//", "#", "use ", "mod "]
            .iter()
            .any(|it| code.starts_with(it));
        // There are many ways to forge something, so a change need not be a mistake.
        if is_no_code || is_forgery || stub.contains(line) {
            continue;
        }
        for (at, old, new) in changes(line) {
            let mut source = solution.to_owned();
            source.replace_range(from + at..from + at + old.len(), &new);
            let change = format!(
                "line {}: {:?} becomes {:?}",
                index + 1,
                old.trim(),
                new.trim()
            );
            mutations.push((change, source));
        }
    }
    Ok(mutations)
}

/// The changes of one line: where, what, and by what.
fn changes(line: &str) -> Vec<(usize, &str, String)> {
    let in_text = |at: usize| {
        line.get(..at)
            .is_some_and(|before| before.matches('"').count() % 2 == 1)
    };
    let mut changes = Vec::new();
    for (old, new) in MUTATIONS {
        let places = line.match_indices(old).filter(|(at, _)| !in_text(*at));
        changes.extend(places.map(|(at, old)| (at, old, new.to_owned())));
    }
    // A statement that does something is left out.
    let code = line.trim();
    if code.ends_with(';') && ["self.", "output."].iter().any(|it| code.starts_with(it)) {
        changes.push((0, line, String::new()));
    }
    // Texts get another end.
    if !line.contains("r#\"") {
        let is_empty = |at: usize| line.get(..at).is_some_and(|before| before.ends_with('"'));
        let ends = line
            .match_indices('"')
            .filter(|(at, _)| in_text(*at) && !is_empty(*at));
        changes.extend(ends.map(|(at, quote)| (at, quote, "~\"".to_owned())));
    }
    // Numbers become one more and one less.
    let is_word = |letter: char| letter.is_alphanumeric() || "_.\"".contains(letter);
    let mut at = 0;
    while let Some(found) = line
        .get(at..)
        .and_then(|rest| rest.find(|it: char| it.is_ascii_digit()))
    {
        let begin = at + found;
        let rest = line.get(begin..).unwrap_or_default();
        let length = rest
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(rest.len());
        at = begin + length;
        let before = line.get(..begin).and_then(|it| it.chars().next_back());
        let after = line.get(at..).and_then(|it| it.chars().next());
        let is_part = before.is_some_and(is_word)
            || after.is_some_and(|it| it.is_alphanumeric() || it == '_');
        let number = rest.get(..length).unwrap_or_default();
        let (false, false, Ok(value)) = (is_part, in_text(begin), number.parse::<u64>()) else {
            continue;
        };
        changes.push((begin, number, (value + 1).to_string()));
        changes.extend(
            value
                .checked_sub(1)
                .map(|less| (begin, number, less.to_string())),
        );
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_replaces_what_it_differs_in() {
        let solution = "//! Idea.\n\n#[cfg(test)]\nmod check;\n\nuse base64::A;\nuse std::fmt;\n\n\
            /// One.\nfn one(a: u8) -> u8 {\n    a\n}\n\nimpl One for Two {\n    fn a() {}\n}\n";
        let answer = "//! Mistake.\n\nuse base64::B;\n\nfn one(b: u8) -> u8 { b }\n";
        let expected = "#[cfg(test)]\nmod check;\n\nuse std::fmt;\n\n\
            impl One for Two {\n    fn a() {}\n}\n\n\nuse base64::B;\n\nfn one(b: u8) -> u8 { b }\n";
        assert_eq!(with_items(solution, answer), expected);
    }

    #[test]
    fn a_line_is_changed_in_each_place_where_a_mistake_can_be_made() {
        let changed = |line: &str| {
            let changes = changes(line).into_iter();
            let changed = changes.map(|(at, old, new)| {
                let mut line = line.to_owned();
                line.replace_range(at..at + old.len(), &new);
                line
            });
            changed.collect::<Vec<_>>()
        };
        assert_eq!(changed("a < b && c"), ["a <= b && c", "a < b || c"]);
        assert_eq!(
            changed("429 | 500.., u64"),
            [
                "430 | 500.., u64",
                "428 | 500.., u64",
                "429 | 501.., u64",
                "429 | 499.., u64",
            ]
        );
        assert_eq!(changed("f(\"a < 7\")"), ["f(\"a < 7~\")"]);
        assert_eq!(changed("    self.last = now;"), [""]);
    }
}
