//! Listings: whole files, or parts of them by name.
//!
//! Items of Rust files are found by a parser and need no marks in the code. If an item is renamed in the
//! code and not in the book, the check of the book fails.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use anyhow::{Context, ensure};
use serde_json::Value;
use syn::spanned::Spanned;
use syn::{ImplItem, Item, ItemImpl, Type};

/// The most lines of one listing. Readers lose the thread in a longer one.
const LONGEST: usize = 60;

/// A piece of code.
#[derive(Debug)]
pub(crate) struct Listing {
    pub(crate) code: String,
    /// For highlighting.
    pub(crate) language: &'static str,
    /// The line of the file with which it begins.
    pub(crate) line: usize,
}

/// The code. `part` is empty for the whole file, `:name` for what is
/// between two comments, a pointer into JSON (RFC 6901), or the names of items, separated by commas.
pub(crate) fn read(root: &Path, path: &str, part: &str) -> anyhow::Result<Listing> {
    let text =
        fs::read_to_string(root.join(path)).with_context(|| format!("there is no {path}"))?;
    let code = match part.strip_prefix(':') {
        Some(name) => anchor(&text, name),
        None if part.is_empty() => Ok(text.clone()),
        None if part.starts_with('/') => value(&text, part),
        None => items(&text, part),
    };
    let code = code.with_context(|| path.to_owned())?;
    let first = code.lines().next().unwrap_or_default().trim();
    // Several items may begin with the same attribute, so two lines have to fit.
    let second = code.lines().nth(1).unwrap_or_default().trim();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let line = match part.starts_with('/') {
        true => None,
        false => lines
            .windows(2)
            .position(|pair| {
                pair.first() == Some(&first) && (second.is_empty() || pair.last() == Some(&second))
            })
            .or_else(|| lines.iter().position(|line| *line == first)),
    };
    let lines = code.lines().count();
    ensure!(
        lines <= LONGEST,
        "{path}: these are {lines} lines, and a piece has {LONGEST} at most: name smaller items"
    );
    Ok(Listing {
        code: code.trim_end().to_owned(),
        language: language(path),
        line: line.map_or(1, |line| line + 1),
    })
}

/// The lines of a piece that contain one of these texts, which are separated by ` | `. The first is 0.
pub(crate) fn marked(code: &str, marks: &str) -> anyhow::Result<Vec<usize>> {
    let mut lines = Vec::new();
    for mark in marks.split(" | ").map(str::trim) {
        let with_it = code.lines().enumerate();
        let mut with_it = with_it.filter(|(_, line)| line.contains(mark));
        let (line, _) = with_it
            .next()
            .with_context(|| format!("no line of it contains {mark:?}"))?;
        ensure!(
            with_it.next().is_none(),
            "several of its lines contain {mark:?}: write more of the line"
        );
        lines.push(line);
    }
    Ok(lines)
}

fn language(path: &str) -> &'static str {
    match Path::new(path)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        // Without mdBook's button that sends the code to a server.
        Some("rs") => "rust,noplayground",
        Some("json") => "json",
        Some("py") => "python",
        Some("java") => "java",
        Some("js" | "mjs") => "javascript",
        Some("toml") => "ini",
        Some("yaml" | "yml") => "yaml",
        _ => "text",
    }
}

fn value(text: &str, pointer: &str) -> anyhow::Result<String> {
    let json: Value = serde_json::from_str(text)?;
    let value = json.pointer(pointer);
    let value = value.with_context(|| format!("there is no value at {pointer}"))?;
    Ok(format!("{value:#}"))
}

fn anchor(text: &str, name: &str) -> anyhow::Result<String> {
    let is = |line: &str, mark: &str| {
        line.split_once(mark)
            .is_some_and(|(_, rest)| rest.split_whitespace().next() == Some(name))
    };
    let from = text.lines().skip_while(|line| !is(line, "ANCHOR:")).skip(1);
    let inside: Vec<&str> = from.take_while(|line| !is(line, "ANCHOR_END:")).collect();
    ensure!(
        !inside.is_empty() && text.lines().any(|line| is(line, "ANCHOR_END:")),
        "there is nothing between ANCHOR: {name} and ANCHOR_END: {name}"
    );
    let inside = inside.into_iter().filter(|line| !line.contains("ANCHOR"));
    Ok(dedent(&inside.collect::<Vec<_>>()))
}

fn items(text: &str, names: &str) -> anyhow::Result<String> {
    let file = syn::parse_file(text).context("not Rust")?;
    let mut all = Vec::new();
    collect(&file.items, &mut all);
    let lines: Vec<&str> = text.lines().collect();
    let mut pieces = Vec::new();
    for name in names.split(',').map(str::trim) {
        let mut found = all.iter().filter(|(item, _)| item == name);
        let (_, range) = found
            .next()
            .with_context(|| format!("there is no item {name:?}"))?;
        ensure!(
            found.next().is_none(),
            "there are several items {name:?}: name the whole impl"
        );
        let item = lines.get(range.clone()).context("a span beyond the file")?;
        // The docs are for users of the crate; the text of the chapter takes their place.
        let is_doc = |line: &&&str| line.trim_start().starts_with("///");
        let item: Vec<&str> = item.iter().skip_while(is_doc).copied().collect();
        pieces.push(dedent(&item));
    }
    Ok(pieces.join("\n\n"))
}

/// The names of all items, except those of tests, with their lines from 0.
fn collect(items: &[Item], all: &mut Vec<(String, RangeInclusive<usize>)>) {
    for item in items {
        let name = match item {
            Item::Impl(block) => collect_impl(block, all),
            Item::Trait(item) => {
                for method in &item.items {
                    if let syn::TraitItem::Fn(method) = method {
                        let name = format!("{}::{}", item.ident, method.sig.ident);
                        all.push((name, range(method)));
                    }
                }
                Some(item.ident.to_string())
            }
            Item::Mod(module) if module.ident == "tests" => None,
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    collect(items, all);
                }
                Some(module.ident.to_string())
            }
            Item::Const(item) => Some(item.ident.to_string()),
            Item::Enum(item) => Some(item.ident.to_string()),
            Item::Fn(item) => Some(item.sig.ident.to_string()),
            Item::Static(item) => Some(item.ident.to_string()),
            Item::Struct(item) => Some(item.ident.to_string()),
            Item::Type(item) => Some(item.ident.to_string()),
            _ => None,
        };
        all.extend(name.map(|name| (name, range(item))));
    }
}

/// Its items are `Type::item`, and itself is `impl Trait for Type` or `impl Type`.
fn collect_impl(
    block: &ItemImpl,
    all: &mut Vec<(String, RangeInclusive<usize>)>,
) -> Option<String> {
    let Type::Path(of) = &*block.self_ty else {
        return None;
    };
    let of = &of.path.segments.last()?.ident;
    for item in &block.items {
        let ident = match item {
            ImplItem::Fn(function) => &function.sig.ident,
            ImplItem::Const(constant) => &constant.ident,
            ImplItem::Type(alias) => &alias.ident,
            _ => continue,
        };
        all.push((format!("{of}::{ident}"), range(item)));
    }
    match &block.trait_ {
        Some((path, _)) => Some(format!("impl {} for {of}", path.segments.last()?.ident)),
        None => Some(format!("impl {of}")),
    }
}

fn range(item: &impl Spanned) -> RangeInclusive<usize> {
    let span = item.span();
    span.start().line.saturating_sub(1)..=span.end().line.saturating_sub(1)
}

/// Without the indentation that all lines have in common.
fn dedent(lines: &[&str]) -> String {
    let indent = |line: &&&str| line.len() - line.trim_start().len();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let depth = filled.map(|line| indent(&line)).min().unwrap_or(0);
    let lines = lines.iter().map(|line| line.get(depth..).unwrap_or(""));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
/// Docs.
#[derive(Debug)]
pub struct Key {
    /// What it is.
    kid: u8,
}

impl Key {
    /// Docs.
    ///
    /// # Errors
    pub fn kid(&self) -> u8 {
        // why
        self.kid
    }
}

impl From<u8> for Key {
    fn from(kid: u8) -> Self {
        Self { kid }
    }
}

// ANCHOR: two
const ONE: u8 = 1;
// ANCHOR_END: two

#[cfg(test)]
mod tests {
    fn kid() {}
}
";

    #[test]
    fn an_item_without_its_own_docs() {
        let found = items(FILE, "Key").unwrap();
        assert_eq!(
            found,
            "#[derive(Debug)]\npub struct Key {\n    /// What it is.\n    kid: u8,\n}"
        );
        let found = items(FILE, "Key::kid").unwrap();
        assert_eq!(
            found,
            "pub fn kid(&self) -> u8 {\n    // why\n    self.kid\n}"
        );
    }

    #[test]
    fn an_impl_and_several_items() {
        let found = items(FILE, "impl From for Key, ONE").unwrap();
        assert!(found.starts_with("impl From<u8> for Key {"), "{found}");
        assert!(found.ends_with("}\n\nconst ONE: u8 = 1;"), "{found}");
    }

    #[test]
    fn what_is_not_there() {
        assert!(items(FILE, "kid").unwrap_err().to_string().contains("kid"));
        anchor(FILE, "one").unwrap_err();
        assert_eq!(anchor(FILE, "two").unwrap(), "const ONE: u8 = 1;");
    }
}
