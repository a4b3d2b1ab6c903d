//! What may stand between `{{#` and `}}`.

use anyhow::{Context, bail};

/// What a chapter takes from elsewhere. Paths are from the workspace's folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Directive<'a> {
    /// Code of a file: all of it, or a part.
    Code(&'a str, Part<'a>),
    /// A snapshot of a request and its answer.
    Exchange(&'a str),
    /// Any snapshot, as it is.
    Snapshot(&'a str),
    /// The lines of a snapshot that begin so.
    Lines(&'a str, &'a str),
    /// A snapshot whose lines have cells with ` | ` between, the first of them the head.
    Table(&'a str),
    /// A table of all exchanges whose snapshots' names begin so.
    Answers(&'a str),
    /// Commands, with what they printed when the tests ran them.
    Session(&'a str),
    /// A picture of `book/pictures/`.
    Picture(&'a str),
    /// A table of a step's exercises.
    Exercises(&'a str),
    /// What a step adds to the ones before it.
    New(&'a str),
    /// The text of a Markdown file, without its title.
    Markdown(&'a str),
}

/// Which part of a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    All,
    /// Items of a Rust file by their names, with commas.
    Items(&'a str),
    /// What stands between two comments.
    Anchor(&'a str),
    /// A value of a JSON file, by its pointer (RFC 6901).
    Pointer(&'a str),
}

/// The directive of this line, if it has one.
///
/// # Errors
/// If it is none that is known, or does not stand alone.
pub(crate) fn parse(line: &str) -> anyhow::Result<Option<Directive<'_>>> {
    let Some(start) = line.find("{{#") else {
        return Ok(None);
    };
    let inner = line
        .trim()
        .strip_prefix("{{#")
        .and_then(|rest| rest.strip_suffix("}}"));
    let Some(inner) = inner else {
        if line.get(..start).is_some_and(|before| before.contains('`')) {
            return Ok(None); // a chapter may speak about directives
        }
        bail!("a directive stands alone on its line, and ends in it");
    };
    let (name, rest) = inner.split_once(' ').context("a directive of what?")?;
    let (first, second) = match rest.trim().split_once(' ') {
        Some((first, second)) => (first, Some(second.trim())),
        None => (rest.trim(), None),
    };
    let directive = match (name, second) {
        ("code", None) => Directive::Code(first, Part::All),
        ("code", Some(part)) => Directive::Code(first, Part::parse(part)),
        ("exchange", None) => Directive::Exchange(first),
        ("snapshot", None) => Directive::Snapshot(first),
        ("lines", Some(prefix)) => Directive::Lines(first, prefix),
        ("answers", None) => Directive::Answers(first),
        ("table", None) => Directive::Table(first),
        ("session", None) => Directive::Session(first),
        ("picture", None) => Directive::Picture(first),
        ("exercises", None) => Directive::Exercises(first),
        ("new", None) => Directive::New(first),
        ("markdown", None) => Directive::Markdown(first),
        _ => bail!("there is no directive {inner:?}: CONTRIBUTING.md lists them"),
    };
    Ok(Some(directive))
}

impl<'a> Part<'a> {
    fn parse(text: &'a str) -> Self {
        if let Some(anchor) = text.strip_prefix(':') {
            Self::Anchor(anchor)
        } else if text.starts_with('/') {
            Self::Pointer(text)
        } else {
            Self::Items(text)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_code() {
        let of = |line| parse(line).unwrap().unwrap();
        assert_eq!(of("{{#code a.rs}}"), Directive::Code("a.rs", Part::All));
        assert_eq!(
            of("{{#code a.rs A::b, c}}"),
            Directive::Code("a.rs", Part::Items("A::b, c"))
        );
        assert_eq!(
            of("{{#code a.py :b}}"),
            Directive::Code("a.py", Part::Anchor("b"))
        );
        assert_eq!(
            of("{{#code a.json /b/0}}"),
            Directive::Code("a.json", Part::Pointer("/b/0"))
        );
    }

    #[test]
    fn what_is_none() {
        assert_eq!(parse("no directive").unwrap(), None);
        assert_eq!(parse("so: `{{#code PATH}}`").unwrap(), None);
        for line in [
            "{{#code}}",
            "{{#include a}}",
            "see {{#code a}}",
            "{{#code a",
        ] {
            parse(line).unwrap_err();
        }
    }
}
