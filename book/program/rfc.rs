//! Citations of RFCs: each must exist, and becomes a link with the title of the section.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Context, ensure};
use regex::{Captures, Regex};
use walkdir::WalkDir;

use crate::Problem;

/// `RFC 7519 §4.1.4`, `RFC 7519 §4.1.4, §4.1.5` or `RFC 7519`.
static CITATION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"RFC (\d{1,5})((?:(?:,| and| to|,? or)? §[0-9A-Z]+(?:\.\d+)*)*)"));
static SECTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"§([0-9A-Z]+(?:\.\d+)*)"));

#[expect(
    clippy::expect_used,
    reason = "the patterns are in this file, and a test uses them"
)]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern")
}

/// The titles of RFCs and their sections, as `book/rfc-sections.txt` has them.
pub(crate) struct Sections {
    titles: BTreeMap<String, String>,
}

impl Sections {
    pub(crate) fn read(root: &Path) -> anyhow::Result<Self> {
        let file = root.join("book").join("rfc-sections.txt");
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> anyhow::Result<Self> {
        let mut titles = BTreeMap::new();
        let mut rfc = None;
        for line in text.lines().filter(|line| !line.is_empty()) {
            let (number, title) = line
                .trim_start_matches("# ")
                .split_once(' ')
                .context("a title")?;
            let key = if line.starts_with("# ") {
                rfc = Some(number);
                number.to_owned()
            } else {
                format!("{} §{number}", rfc.context("a section without an RFC")?)
            };
            let twice = titles.insert(key, title.to_owned()).is_some();
            ensure!(!twice, "{line:?} is in the list of sections twice");
        }
        Ok(Self { titles })
    }

    /// The citations of this line that are wrong.
    pub(crate) fn check(&self, line: &str) -> Vec<String> {
        let mut wrong = Vec::new();
        for citation in CITATION.captures_iter(line) {
            for key in keys(&citation) {
                if !self.titles.contains_key(&key) {
                    wrong.push(format!(
                        "RFC {key} is not in book/rfc-sections.txt: does it exist?"
                    ));
                }
            }
        }
        wrong
    }

    /// The line with a link for each citation outside of code and links.
    pub(crate) fn link(&self, line: &str) -> String {
        // A heading is a link already. HTML is not changed.
        if line.starts_with(['#', '<']) {
            return line.to_owned();
        }
        let mut in_code = false;
        let parts = line.split('`').map(|part| {
            let text = match in_code {
                true => part.to_owned(),
                false => self.link_text(part),
            };
            in_code = !in_code;
            text
        });
        parts.collect::<Vec<_>>().join("`")
    }

    fn link_text(&self, text: &str) -> String {
        let replaced = CITATION.replace_all(text, |citation: &Captures<'_>| {
            let whole = citation.get(0).map_or("", |all| all.as_str());
            let before = citation.get(0).and_then(|all| text.get(..all.start()));
            if before.is_some_and(|before| before.ends_with(['[', '"', '/'])) {
                return whole.to_owned();
            }
            let number = citation.get(1).map_or("", |number| number.as_str());
            let list = citation.get(2).map_or("", |list| list.as_str());
            let Some(first) = SECTION.captures(list).and_then(|found| found.get(1)) else {
                return self.anchor(number, None, whole);
            };
            // `RFC 7519 §4.1.4` is one link, and each further section is another.
            let (head, rest) = list.split_at(first.end());
            let head = self.anchor(number, Some(first.as_str()), &format!("RFC {number}{head}"));
            let rest = SECTION.replace_all(rest, |found: &Captures<'_>| {
                self.anchor(
                    number,
                    found.get(1).map(|section| section.as_str()),
                    &found[0],
                )
            });
            format!("{head}{rest}")
        });
        replaced.into_owned()
    }

    fn anchor(&self, number: &str, section: Option<&str>, text: &str) -> String {
        let title = |key: &str| self.titles.get(key).map_or("", String::as_str);
        let (title, fragment) = match section {
            None => (title(number).to_owned(), String::new()),
            Some(section) => {
                let is_appendix = section.starts_with(|first: char| first.is_ascii_uppercase());
                let kind = if is_appendix { "appendix" } else { "section" };
                let of = title(&format!("{number} §{section}"));
                (
                    format!("{}: {of}", title(number)),
                    format!("#{kind}-{section}"),
                )
            }
        };
        let title = title.replace('&', "&amp;").replace('"', "&quot;");
        format!(
            r#"<a class="rfc" href="https://www.rfc-editor.org/rfc/rfc{number}{fragment}" title="{title}">{text}</a>"#
        )
    }

    /// The citations in the workspace's sources and documents, chapters included.
    pub(crate) fn check_sources(&self, root: &Path) -> anyhow::Result<Vec<Problem>> {
        let mut problems = Vec::new();
        let is_ours = |entry: &walkdir::DirEntry| {
            let name = entry.file_name().to_string_lossy();
            entry.depth() == 0
                || !(name.starts_with('.')
                    || name == "target"
                    || name == "mutants.out"
                    || name == "vendor")
        };
        for entry in WalkDir::new(root).into_iter().filter_entry(is_ours) {
            let entry = entry?;
            let path = entry.path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if !matches!(extension, Some("js" | "md" | "rs" | "seq" | "snap" | "svg")) {
                continue;
            }
            let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
            let file = path.strip_prefix(root)?;
            for (index, line) in text.lines().enumerate() {
                for message in self.check(line) {
                    problems.push(Problem::new(file, index + 1, message));
                }
            }
        }
        Ok(problems)
    }
}

/// `7519 §4.1.4`, for each section that a citation names.
fn keys(citation: &Captures<'_>) -> Vec<String> {
    let number = citation.get(1).map_or("", |number| number.as_str());
    let list = citation.get(2).map_or("", |list| list.as_str());
    let sections = SECTION.captures_iter(list).filter_map(|found| found.get(1));
    let mut keys: Vec<String> = sections
        .map(|section| format!("{number} §{}", section.as_str()))
        .collect();
    keys.push(number.to_owned());
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sections() -> Sections {
        Sections::parse(
            "# 7519 JSON Web Token\n4.1.4 \"exp\" Claim\n4.1.5 \"nbf\" Claim\nA Examples\n",
        )
        .unwrap()
    }

    #[test]
    fn what_is_cited_must_exist() {
        assert!(
            sections()
                .check("RFC 7519 §4.1.4, §4.1.5 and RFC 7519")
                .is_empty()
        );
        assert!(sections().check("RFC 7519 §A").is_empty());
        assert_eq!(
            sections()
                .check(&format!("{} 7519 §4.1.4 and §9.9", "RFC"))
                .len(),
            1
        );
        assert_eq!(sections().check(&format!("({} 1234)", "RFC")).len(), 1);
    }

    #[test]
    fn a_citation_is_a_link_with_its_title() {
        let linked = sections().link("see RFC 7519 §4.1.4, §4.1.5.");
        assert!(linked.starts_with("see <a class=\"rfc\" href="), "{linked}");
        assert!(linked.contains("rfc7519#section-4.1.4\" title=\"JSON Web Token: &quot;exp&quot; Claim\">RFC 7519 §4.1.4</a>, <a"));
        assert!(linked.ends_with("§4.1.5</a>."), "{linked}");
        for as_it_is in ["`RFC 7519`", "# RFC 7519", "[RFC 7519](a.md)"] {
            assert_eq!(sections().link(as_it_is), as_it_is);
        }
    }
}
