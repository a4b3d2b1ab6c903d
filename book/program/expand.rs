//! A chapter with its directives expanded.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::commands::{Commands, cannot_be_typed};
use crate::rfc::Sections;
use crate::{Problem, code, picture, snapshot, source, step};

/// The most lines of listings in a chapter. With more, it is about the code and not about the idea.
const MOST_LISTED: usize = 250;

/// Tables with more rows are folded.
const LONGEST_TABLE: usize = 25;

/// Where the hours go that the whole book takes. They are known after the last chapter.
const HOURS: &str = "@hours@";

/// Minutes that the book takes.
#[derive(Clone, Copy, Default)]
struct Minutes {
    reading: usize,
    exercises: usize,
}

/// Expands one chapter after another, and collects what is wrong and which files were used.
pub(crate) struct Expander<'a> {
    root: &'a Path,
    sections: &'a Sections,
    commands: Commands,
    used: BTreeSet<PathBuf>,
    /// The files of the repository that captions link to.
    sources: BTreeSet<String>,
    problems: Vec<Problem>,
    minutes: Minutes,
    /// Lines of listings in the current chapter.
    listed: usize,
    /// Minutes of reading by the first two characters of the chapters' names.
    steps: BTreeMap<String, usize>,
}

impl<'a> Expander<'a> {
    pub(crate) fn new(root: &'a Path, sections: &'a Sections, commands: Commands) -> Self {
        Self {
            root,
            sections,
            commands,
            used: BTreeSet::new(),
            sources: BTreeSet::new(),
            problems: Vec::new(),
            minutes: Minutes::default(),
            listed: 0,
            steps: BTreeMap::new(),
        }
    }

    /// The text of a chapter for mdBook. `path` is its file in `book/src`. The time that it takes to
    /// read is put under its title.
    pub(crate) fn chapter(&mut self, path: &Path, text: &str) -> String {
        let file = Path::new("book").join("src").join(path);
        self.listed = 0;
        let page = self.markdown(&file, text);
        if self.listed > MOST_LISTED {
            let lines = self.listed;
            self.problems.push(Problem::new(
                &file,
                0,
                format!("its listings have {lines} lines, and a chapter has {MOST_LISTED} at most: link to some of them"),
            ));
        }
        let minutes = reading_minutes(&page);
        self.minutes.reading += minutes;
        // The chapters of a step begin with its number.
        let step: String = path.to_string_lossy().chars().take(2).collect();
        *self.steps.entry(step).or_default() += minutes;
        match page.split_once('\n') {
            Some((title, rest)) if minutes >= SHORTEST => format!(
                "{title}\n\n<p class=\"minutes\">About {minutes} minutes to read</p>\n{rest}"
            ),
            _ => page,
        }
    }

    /// The text of a chapter with the hours of the whole book, after all chapters were expanded.
    pub(crate) fn with_hours(&self, text: &str) -> String {
        let hours = |minutes: usize| minutes.div_ceil(30) as f64 / 2.0;
        let Minutes { reading, exercises } = self.minutes;
        let (reading, exercises) = (hours(reading), hours(exercises));
        let total = format!("about {reading} hours to read, and {exercises} for the exercises");
        let text = text.replace(HOURS, &total);
        self.steps.iter().fold(text, |text, (step, minutes)| {
            text.replace(&format!("@minutes:{step}@"), &minutes.to_string())
        })
    }

    /// The files of the repository that captions link to.
    pub(crate) fn sources(&self) -> &BTreeSet<String> {
        &self.sources
    }

    /// A link to the page of a file, at a line.
    fn link(&mut self, text: &str, path: &str, line: usize) -> String {
        self.sources.insert(path.to_owned());
        format!("<a href=\"{}#L{line}\">{text}</a>", source::page(path))
    }

    fn markdown(&mut self, file: &Path, text: &str) -> String {
        let mut page = String::with_capacity(text.len());
        let mut fence: Option<&str> = None;
        let mut security = false;
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
                let line = match line.strip_prefix('>') {
                    Some(" [!SECURITY]") => {
                        security = true;
                        "<div class=\"callout security\">\n\n<p class=\"title\">Security</p>\n"
                    }
                    Some(rest) if security => rest.trim_start(),
                    _ => {
                        if std::mem::take(&mut security) {
                            page.push_str("\n</div>\n");
                        }
                        line
                    }
                };
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
        if security {
            page.push_str("\n</div>\n");
        }
        page
    }

    fn line(&mut self, line: &str) -> anyhow::Result<String> {
        if let Some((name, arguments)) = directive(line)? {
            return self.expand(name, arguments);
        }
        ensure!(
            !starts_a_list_by_mistake(line),
            "a line that begins with a status and a dot becomes a numbered list: turn the sentence"
        );
        let line = self.link_tests(line)?;
        Ok(self.sections.link(&line))
    }

    /// `[text](test:FILE::FUNCTION)` becomes a link to the line where the test begins.
    fn link_tests(&mut self, line: &str) -> anyhow::Result<String> {
        let mut linked = String::new();
        let mut rest = line;
        while let Some((before, after)) = rest.split_once("](test:") {
            let (target, after) = after.split_once(')').context("a link does not end")?;
            let (path, name) = target.rsplit_once("::").context("write FILE::FUNCTION")?;
            let text = fs::read_to_string(self.root.join(path))
                .with_context(|| format!("there is no {path}"))?;
            let begin = format!("fn {name}(");
            let number = text.lines().position(|line| line.contains(&begin));
            let number = number.with_context(|| format!("{path} has no test {name}"))?;
            self.sources.insert(path.to_owned());
            linked.push_str(&format!(
                "{before}]({}#L{})",
                source::page(path),
                number + 1
            ));
            rest = after;
        }
        Ok(linked + rest)
    }

    fn expand(&mut self, directive: &str, arguments: &str) -> anyhow::Result<String> {
        let (name, rest) = arguments.split_once(' ').unwrap_or((arguments, ""));
        let root = self.root;
        let recorded = format!("tests/snapshots/{name}.snap");
        match (directive, rest.trim()) {
            ("code", part) => {
                let (part, marks) = match part.split_once(" | ") {
                    Some((part, marks)) => (part, Some(marks)),
                    None => (part, None),
                };
                let listing = code::read(root, name, part)?;
                self.listed += listing.code.lines().count();
                let marked = marks.map(|marks| code::marked(&listing.code, marks));
                let style = marked.transpose()?.map(|lines| highlight(&lines));
                let caption = self.caption(name, part, listing.line);
                let attributes = style.map_or("class=\"code\"".to_owned(), |style| {
                    format!("class=\"code marked\" style=\"{style}\"")
                });
                Ok(figure(
                    &attributes,
                    &caption,
                    &[(listing.language, &listing.code)],
                ))
            }
            ("lines", prefix) if !prefix.is_empty() => {
                let lines = snapshot::lines(root, name, prefix)?;
                self.output(&lines, name, &recorded)
            }
            ("answer", words) if !words.is_empty() => {
                let (status, complaint) = snapshot::answer(root, name)?;
                let words = self.link(words, &recorded, 1);
                Ok(format!("| {status} | {complaint} | {words} |"))
            }
            (_, rest) if !rest.is_empty() => bail!(
                "there is no directive {directive:?} with two arguments: CONTRIBUTING.md lists them"
            ),
            ("exchange", _) => {
                let (request, response) = snapshot::exchange(root, name)?;
                let panes = [("http", request.as_str()), ("http", response.as_str())];
                let caption = self.link("Request and response", &recorded, 1);
                Ok(figure("class=\"exchange\"", &caption, &panes))
            }
            ("snapshot", _) => {
                let text = snapshot::read(root, name)?;
                self.output(&text, name, &recorded)
            }
            ("table", _) => snapshot::table(root, name),
            ("session", _) => {
                let file = Path::new("book/sessions").join(format!("{name}.txt"));
                self.used.insert(file);
                let terminals = snapshot::terminals(root, name)?;
                for line in terminals.iter().flat_map(|text| text.lines()) {
                    if let Some(mistake) = line.strip_prefix("$ ").and_then(cannot_be_typed) {
                        bail!("session {name}: {mistake}");
                    }
                }
                Ok(session(&terminals))
            }
            ("picture", _) => self.picture(name),
            ("exercise", _) => step::exercise(root, name),
            ("exercises", _) => {
                let (table, minutes) = step::exercises(root, name)?;
                self.minutes.exercises += minutes;
                Ok(format!("{table}\nTogether: about {minutes} minutes.\n"))
            }
            ("new", _) => step::new(root, name),
            ("map", "") => step::map(root),
            ("hours", "") => Ok(format!("The whole course takes {HOURS}.")),
            ("markdown", _) => {
                let text = fs::read_to_string(root.join(name))
                    .with_context(|| format!("there is no {name}"))?;
                // Its title is the chapter's. The lines keep their numbers, for problems.
                let text = match text.starts_with("# ") {
                    true => text
                        .split_once('\n')
                        .map_or(String::new(), |(_, rest)| format!("\n{rest}")),
                    false => text,
                };
                Ok(self.markdown(Path::new(name), &text))
            }
            _ => bail!("there is no directive {directive:?}: CONTRIBUTING.md lists them"),
        }
    }

    /// What a test recorded. Lines with cells become a table, whose statuses stand out.
    fn output(&mut self, text: &str, name: &str, file: &str) -> anyhow::Result<String> {
        let words = describe(name).with_context(|| {
            format!("say in `describe` of book/program/expand.rs what {name} shows")
        })?;
        let caption = self.link(words, file, 1);
        let rows: Option<Vec<Vec<&str>>> = text.lines().map(cells).collect();
        let Some(rows) = rows.filter(|rows| rows.len() > 1 || text.contains(" | ")) else {
            let class = class("output", has_columns(text));
            return Ok(figure(&class, &caption, &[("text", text)]));
        };
        let mut table = format!("<figure class=\"results\"><figcaption>{caption}</figcaption>");
        let (begin, end) = match rows.len() {
            ..=LONGEST_TABLE => (String::new(), ""),
            count => (
                format!("<details class=\"long\"><summary>Show all {count} rows</summary>"),
                "</details>",
            ),
        };
        table.push_str(&begin);
        table.push_str("<div class=\"table-wrapper\"><table class=\"results\"><tbody>\n");
        for row in rows {
            table.push_str("<tr>");
            for cell in row {
                let cell = self.sections.link(&escape(cell).replace('`', "&#96;"));
                table.push_str(&match status(&cell) {
                    Some((status, rest)) => {
                        let class = status.get(..1).unwrap_or_default();
                        format!("<td><b class=\"status s{class}\">{status}</b>{rest}</td>")
                    }
                    None => format!("<td>{cell}</td>"),
                });
            }
            table.push_str("</tr>\n");
        }
        Ok(format!("{table}</tbody></table></div>{end}</figure>\n"))
    }

    /// What a listing is, with a link to the whole file.
    fn caption(&mut self, path: &str, part: &str, line: usize) -> String {
        let sketch = match path.starts_with("book/elsewhere/") {
            true => ": a sketch, not run by the tests",
            false => "",
        };
        let part = match part.is_empty() || part.starts_with(':') {
            true => String::new(),
            false => format!("<code>{part}</code> in "),
        };
        let file = self.link(&format!("<code>{path}</code>"), path, line);
        format!("{part}{file}{sketch}")
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

/// The directive of this line and its arguments, if it has one.
fn directive(line: &str) -> anyhow::Result<Option<(&str, &str)>> {
    let Some((before, _)) = line.split_once("{{#") else {
        return Ok(None);
    };
    if before.contains('`') {
        return Ok(None); // a text about directives
    }
    let inner = line.trim().strip_prefix("{{#");
    let inner = inner.and_then(|rest| rest.strip_suffix("}}"));
    let inner = inner.context("a directive stands alone on its line, and ends in it")?;
    let (name, arguments) = inner.split_once(' ').unwrap_or((inner, ""));
    ensure!(
        matches!(name, "hours" | "map") || !arguments.is_empty(),
        "the directive {name:?} needs an argument"
    );
    Ok(Some((name, arguments.trim())))
}

/// The cells of `a | b | c`, or of `name: text`, as the tests write their tables.
fn cells(line: &str) -> Option<Vec<&str>> {
    if line.contains(" | ") {
        return Some(line.split(" | ").collect());
    }
    let (name, text) = line.split_once(": ")?;
    let is_name = name.starts_with(char::is_alphanumeric) && name != "error";
    is_name.then(|| vec![name, text])
}

/// What a recorded text is, by the name of its snapshot.
fn describe(name: &str) -> Option<&'static str> {
    let prefixes = [
        (
            "hostile-tokens",
            "A bad token, the response, and the reason in the log",
        ),
        (
            "python-hostile-tokens",
            "A bad token, and the responses of the servers",
        ),
        ("python-", "What the Python program prints"),
        ("program-02", "What the decoder prints"),
        ("program-", "What the program prints"),
        ("default-port", "What the program prints"),
        ("error-", "What the program prints"),
        ("verify-errors", "What the log says"),
        ("other-tokens", "Kinds of tokens, and what the log says"),
        (
            "keys-unavailable",
            "What the issuer does, and what the log says",
        ),
        (
            "introspection-outcomes",
            "What the issuer does, and what becomes of the token",
        ),
        ("introspection-own", "What the log says"),
        (
            "revocation-errors",
            "What the issuer does, and what the program says",
        ),
        (
            "ways-to-revoke",
            "What was done, and who still accepts the token",
        ),
        ("rotation", "When, and the API's responses"),
        ("api-health", "The two probes"),
        ("attack-list", "The attacks"),
        ("attack-tokens", "The attacks, and what the program prints"),
        ("attack-", "What the attack reports"),
        ("token-header", "The bytes of the header"),
        ("token-", "Header and payload, decoded"),
        (
            "assertions-refused",
            "An assertion that Keycloak accepts, and the response of the embedded realm",
        ),
        ("assertions", "An assertion, and the server's response"),
        (
            "assertion-rotation",
            "What was done, and what the client got",
        ),
        (
            "assertion-of",
            "The file's content, and what the client got",
        ),
        ("dpop-unbound", "What the client reports"),
        ("node-", "What the Node.js program prints"),
        (
            "proofs-token-endpoint",
            "A proof, our API's status, and the token endpoint's response",
        ),
        ("proofs", "A proof, and the API's response"),
        ("discovery", "The issuer's metadata"),
    ];
    let known = prefixes.iter().find(|(prefix, _)| name.starts_with(prefix));
    known.map(|(_, words)| *words)
}

/// The terminals of a session, in the order in which a reader looks at them: what a server logs about
/// requests comes after the requests, and the server is stopped at the end.
fn session(terminals: &[String]) -> String {
    let pane = |text: &str| format!("````console\n{}\n````\n\n", text.trim_end());
    let label = |text: &str| format!("<p class=\"terminal\">{text}</p>\n\n");
    let (last, servers) = match terminals.split_last() {
        Some((last, servers)) => (last.as_str(), servers),
        None => ("", terminals),
    };
    let mut panes = String::new();
    let mut after = String::new();
    for (number, text) in (1..).zip(servers) {
        let (start, log) = split_log(text);
        panes.push_str(&(label(&format!("Terminal {number}")) + &pane(start)));
        if !log.is_empty() {
            after.push_str(&(label(&format!("Terminal {number} now also shows")) + &pane(log)));
        }
        let stop = "<p class=\"terminal stop\">Now press Ctrl-C in Terminal";
        after.push_str(&format!("{stop} {number}.</p>\n\n"));
    }
    if !servers.is_empty() {
        panes.push_str(&label(&format!("Terminal {}", terminals.len())));
    }
    panes.push_str(&(pane(last) + &after));
    let class = class("session", terminals.iter().any(|text| has_columns(text)));
    format!("<figure {class}>\n\n{panes}</figure>\n")
}

fn class(kind: &str, columns: bool) -> String {
    let columns = if columns { " columns" } else { "" };
    format!("class=\"{kind}{columns}\"")
}

/// Whether a program has printed a table, whose lines must not be wrapped.
fn has_columns(text: &str) -> bool {
    let gaps = |line: &str| {
        line.trim()
            .split("  ")
            .filter(|part| !part.is_empty())
            .count()
    };
    text.lines().filter(|line| gaps(line) > 2).count() > 2
}

/// What a server prints when it starts, and what it prints about requests.
fn split_log(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with("<date>") && line.contains(" request{") {
            break;
        }
        at += line.len();
    }
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The status at the start of a cell, and the rest of it.
fn status(cell: &str) -> Option<(&str, &str)> {
    let (status, rest) = cell.split_at_checked(3)?;
    let is_status = status.bytes().all(|byte| byte.is_ascii_digit());
    (is_status && (rest.is_empty() || rest.starts_with(' '))).then_some((status, rest))
}

/// One or more blocks with a caption.
fn figure(attributes: &str, caption: &str, blocks: &[(&str, &str)]) -> String {
    let mut text = format!("<figure {attributes}>\n<figcaption>{caption}</figcaption>\n\n");
    for (language, block) in blocks {
        // Four, because what is shown may have three.
        text.push_str(&format!("````{language}\n{block}\n````\n\n"));
    }
    text.push_str("</figure>\n");
    text
}

/// The style of a figure whose code has these lines highlighted: one gradient for each, at its line.
fn highlight(lines: &[usize]) -> String {
    let all = |each: &dyn Fn(&usize) -> String| {
        let each: Vec<_> = lines.iter().map(each).collect();
        each.join(",")
    };
    let images = all(&|_| "linear-gradient(var(--mark),var(--mark))".to_owned());
    let positions = all(&|line| format!("0 {line}lh"));
    format!("--images:{images};--positions:{positions}")
}

/// Pages that take fewer minutes do not say so.
const SHORTEST: usize = 4;

/// At 200 words, 15 lines of code or 60 lines of output a minute.
fn reading_minutes(page: &str) -> usize {
    let (mut words, mut code, mut output) = (0, 0, 0);
    let mut fence = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), fence) {
            (Some(language), None) => fence = Some(language.trim_start_matches('`')),
            (Some(_), Some(_)) => fence = None,
            (None, Some("console" | "http" | "text")) => output += 1,
            (None, Some(_)) => code += 1,
            (None, None) if line.starts_with('<') => {}
            (None, None) => words += line.split_whitespace().count(),
        }
    }
    usize::div_ceil(3 * words + 40 * code + 10 * output, 600)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_lines_with_two_gaps_are_a_table() {
        let table = "\
              bearer  bound
called        200     200
stolen        200     401
sent again    200     401
";
        assert!(has_columns(table));
        let two: Vec<&str> = table.lines().take(3).collect();
        assert!(!has_columns(&two.join("\n")), "two lines");
        assert!(
            !has_columns(&"{\n  \"exp\": 1,\n  \"aud\":  2\n}\n".repeat(3)),
            "JSON"
        );
    }
}
