//! A chapter with its directives expanded.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::commands::Commands;
use crate::directive::{self, Directive};
use crate::rfc::Sections;
use crate::{Problem, code, picture, snapshot, step};

/// Expands one chapter after the other, and remembers what was wrong and what was used.
pub(crate) struct Expander<'a> {
    root: &'a Path,
    sections: &'a Sections,
    commands: Commands,
    used: BTreeSet<PathBuf>,
    problems: Vec<Problem>,
}

impl<'a> Expander<'a> {
    pub(crate) fn new(root: &'a Path, sections: &'a Sections, commands: Commands) -> Self {
        Self {
            root,
            sections,
            commands,
            used: BTreeSet::new(),
            problems: Vec::new(),
        }
    }

    /// The chapter `path`, which is from the folder of chapters, as mdBook is to see it.
    pub(crate) fn chapter(&mut self, path: &Path, text: &str) -> String {
        let file = Path::new("book").join("src").join(path);
        self.markdown(&file, text)
    }

    fn markdown(&mut self, file: &Path, text: &str) -> String {
        let mut page = String::with_capacity(text.len());
        let mut fence: Option<&str> = None;
        for (index, line) in text.lines().enumerate() {
            let place = |message: String| Problem::new(file, index + 1, message);
            if let Some(language) = line.trim_start().strip_prefix("```") {
                fence = match fence {
                    Some(_) => None,
                    None => {
                        if language != "console" {
                            self.problems.push(place(format!(
                                "a block of {language:?} typed by hand can drift: include it with {{{{#code …}}}} or {{{{#snapshot …}}}}; only commands (console) are typed"
                            )));
                        }
                        Some(language)
                    }
                };
            } else if let Some(language) = fence {
                if language == "console" {
                    self.problems.extend(self.commands.check(line).map(place));
                }
            } else {
                match self.line(line) {
                    Ok(text) => page.push_str(&text),
                    Err(error) => {
                        let message = format!("{error:#}");
                        page.push_str(&format!("<p class=\"problem\">{}</p>\n", escape(&message)));
                        self.problems.push(place(message));
                    }
                }
                page.push('\n');
                continue;
            }
            page.push_str(line);
            page.push('\n');
        }
        page
    }

    fn line(&mut self, line: &str) -> anyhow::Result<String> {
        if let Some(directive) = directive::parse(line)? {
            return self.expand(&directive);
        }
        ensure!(
            !starts_a_list_by_mistake(line),
            "a line that begins with a status and a dot becomes a numbered list: turn the sentence"
        );
        Ok(self.sections.link(line))
    }

    fn expand(&mut self, directive: &Directive<'_>) -> anyhow::Result<String> {
        match directive {
            Directive::Code(path, part) => {
                let (code, language) = code::read(self.root, path, part)?;
                Ok(figure("code", &caption(path, part), &[(language, &code)]))
            }
            Directive::Exchange(name) => {
                let (request, answer) = snapshot::exchange(self.root, name)?;
                let panes = [("http", request.as_str()), ("http", answer.as_str())];
                Ok(figure("exchange", &format!("<code>{name}</code>"), &panes))
            }
            Directive::Snapshot(name) => {
                let text = snapshot::read(self.root, name)?;
                Ok(figure(
                    "output",
                    &format!("<code>{name}</code>"),
                    &[("text", &text)],
                ))
            }
            Directive::Lines(name, prefix) => {
                let lines = snapshot::lines(self.root, name, prefix)?;
                let caption = format!("<code>{name}</code>, in part");
                Ok(figure("output", &caption, &[("text", &lines)]))
            }
            Directive::Table(name) => snapshot::table(self.root, name),
            Directive::Answers(prefix) => snapshot::answers(self.root, prefix),
            Directive::Session(name) => {
                self.used
                    .insert(Path::new("book/sessions").join(format!("{name}.txt")));
                let terminals = snapshot::terminals(self.root, name)?;
                let panes: Vec<_> = terminals
                    .iter()
                    .map(|text| ("console", text.as_str()))
                    .collect();
                let caption = match panes.len() {
                    1 => "In a terminal".to_owned(),
                    count => format!("In {count} terminals"),
                };
                Ok(figure("session", &caption, &panes))
            }
            Directive::Picture(name) => self.picture(name),
            Directive::Exercises(step) => step::exercises(self.root, step),
            Directive::New(step) => step::new(self.root, step),
            Directive::Markdown(path) => {
                let text = fs::read_to_string(self.root.join(path))
                    .with_context(|| format!("there is no {path}"))?;
                // Its title is the chapter's, or none; the lines keep their numbers for problems.
                let text = match text.starts_with("# ") {
                    true => text
                        .split_once('\n')
                        .map_or(String::new(), |(_, rest)| format!("\n{rest}")),
                    false => text,
                };
                Ok(self.markdown(Path::new(path), &text))
            }
        }
    }

    fn picture(&mut self, name: &str) -> anyhow::Result<String> {
        for (extension, make) in [
            (
                "seq",
                picture::sequence as fn(&str, &str) -> anyhow::Result<String>,
            ),
            ("svg", picture::drawn),
        ] {
            let file = Path::new("book")
                .join("pictures")
                .join(format!("{name}.{extension}"));
            if let Ok(source) = fs::read_to_string(self.root.join(&file)) {
                let svg = make(name, &source).with_context(|| file.display().to_string())?;
                self.used.insert(file);
                return Ok(svg);
            }
        }
        anyhow::bail!("there is no picture {name} in book/pictures")
    }

    /// What was wrong, in the chapters and with what no chapter uses.
    pub(crate) fn finish(mut self) -> anyhow::Result<(Vec<Problem>, Vec<String>)> {
        self.problems.extend(self.commands.finish(self.root));
        for folder in ["sessions", "pictures"] {
            let folder = Path::new("book").join(folder);
            for entry in fs::read_dir(self.root.join(&folder))? {
                let file = folder.join(entry?.file_name());
                if !self.used.contains(&file) {
                    self.problems
                        .push(Problem::new(&file, 0, "no chapter uses this: delete it"));
                }
            }
        }
        let left_out = self.commands.left_out();
        let left_out = left_out.map(|(command, reason)| format!("`{command}`: {reason}"));
        let left_out = left_out.collect();
        Ok((self.problems, left_out))
    }
}

fn caption(path: &str, part: &directive::Part<'_>) -> String {
    let sketch = match path.starts_with("book/elsewhere/") {
        true => ": a sketch, not run by the tests",
        false => "",
    };
    let part = match part {
        directive::Part::Items(names) => format!(", <code>{names}</code>"),
        directive::Part::Pointer(pointer) => format!(", <code>{pointer}</code>"),
        directive::Part::All | directive::Part::Anchor(_) => String::new(),
    };
    format!("<code>{path}</code>{part}{sketch}")
}

/// One or more blocks with a caption.
fn figure(kind: &str, caption: &str, blocks: &[(&str, &str)]) -> String {
    let mut text = format!("<figure class=\"{kind}\">\n<figcaption>{caption}</figcaption>\n\n");
    for (language, block) in blocks {
        // Four, because what is shown may have three.
        text.push_str(&format!("````{language}\n{block}\n````\n\n"));
    }
    text.push_str("</figure>\n");
    text
}

/// `401. That is …` is the first item of a list to Markdown.
fn starts_a_list_by_mistake(line: &str) -> bool {
    line.split_once(". ")
        .is_some_and(|(number, _)| number.len() == 3 && number.parse::<u16>().is_ok())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
