//! Code for a page: whole files, or parts of them by name.
//!
//! Items of Rust files need no mark in the code: the parser finds them. A name that is changed in
//! the code and not in the book is a problem of the book.

use std::fs;
use std::ops::RangeInclusive;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use syn::spanned::Spanned;
use syn::{ImplItem, Item, ItemImpl, Type};

use crate::directive::Part;

/// Longer, and a reader loses the thread: then the piece is too large, or the item is.
const LONGEST: usize = 60;

/// The code, and the language to colour it in.
pub(crate) fn read(
    root: &Path,
    path: &str,
    part: &Part<'_>,
) -> anyhow::Result<(String, &'static str)> {
    let text =
        fs::read_to_string(root.join(path)).with_context(|| format!("there is no {path}"))?;
    let code = match part {
        Part::All => text,
        Part::Items(names) => items(&text, names).with_context(|| path.to_owned())?,
        Part::Anchor(name) => anchor(&text, name).with_context(|| path.to_owned())?,
        Part::Pointer(pointer) => {
            let json: Value = serde_json::from_str(&text).with_context(|| path.to_owned())?;
            let value = json.pointer(pointer);
            let value = value.with_context(|| format!("{path} has no value at {pointer}"))?;
            format!("{value:#}")
        }
    };
    let lines = code.lines().count();
    ensure!(
        lines <= LONGEST,
        "{path}: these are {lines} lines, and a piece has {LONGEST} at most: name smaller items"
    );
    Ok((code.trim_end().to_owned(), language(path)))
}

fn language(path: &str) -> &'static str {
    match Path::new(path)
        .extension()
        .and_then(|extension| extension.to_str())
    {
        // Without the button that would send the code to a server.
        Some("rs") => "rust,noplayground",
        Some("json") => "json",
        Some("py") => "python",
        Some("java") => "java",
        Some("js") => "javascript",
        Some("toml") => "ini",
        Some("yaml" | "yml") => "yaml",
        _ => "text",
    }
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
    let lines: Vec<&str> = text.lines().collect();
    let mut pieces = Vec::new();
    for name in names.split(',').map(str::trim) {
        let mut found = Vec::new();
        find(&file.items, name, &mut found);
        let range = match found.as_slice() {
            [range] => range.clone(),
            [] => bail!("there is no item {name:?}"),
            _ => bail!(
                "there are {} items {name:?}: name the whole impl",
                found.len()
            ),
        };
        let item = lines.get(range).context("a span beyond the file")?;
        // Docs say what the contract is; here the chapter around tells the story.
        let is_doc = |line: &&&str| line.trim_start().starts_with("///");
        let item: Vec<&str> = item.iter().skip_while(is_doc).copied().collect();
        pieces.push(dedent(&item));
    }
    Ok(pieces.join("\n\n"))
}

/// The lines, from 0, of each item of that name.
fn find(items: &[Item], name: &str, found: &mut Vec<RangeInclusive<usize>>) {
    for item in items {
        match item {
            Item::Impl(block) => in_impl(block, name, found),
            Item::Trait(of) => {
                for method in &of.items {
                    if let syn::TraitItem::Fn(method) = method
                        && format!("{}::{}", of.ident, method.sig.ident) == name
                    {
                        found.push(range(method));
                    }
                }
                if of.ident == name {
                    found.push(range(of));
                }
            }
            Item::Mod(module) if module.ident != "tests" => {
                if module.ident == name {
                    found.push(range(module));
                } else if let Some((_, items)) = &module.content {
                    find(items, name, found);
                }
            }
            other => {
                if identifier(other).is_some_and(|ident| ident == name) {
                    found.push(range(other));
                }
            }
        }
    }
}

fn in_impl(block: &ItemImpl, name: &str, found: &mut Vec<RangeInclusive<usize>>) {
    let Type::Path(of) = &*block.self_ty else {
        return;
    };
    let Some(of) = of.path.segments.last().map(|segment| &segment.ident) else {
        return;
    };
    let head = match &block.trait_ {
        Some((path, _)) => path
            .segments
            .last()
            .map(|segment| format!("impl {} for {of}", segment.ident)),
        None => Some(format!("impl {of}")),
    };
    if head.is_some_and(|head| head == name) {
        found.push(range(block));
    }
    for item in &block.items {
        let ident = match item {
            ImplItem::Fn(function) => &function.sig.ident,
            ImplItem::Const(constant) => &constant.ident,
            ImplItem::Type(alias) => &alias.ident,
            _ => continue,
        };
        if format!("{of}::{ident}") == name {
            found.push(range(item));
        }
    }
}

fn identifier(item: &Item) -> Option<&syn::Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Enum(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        Item::Type(item) => Some(&item.ident),
        _ => None,
    }
}

fn range(item: &impl Spanned) -> RangeInclusive<usize> {
    let span = item.span();
    span.start().line.saturating_sub(1)..=span.end().line.saturating_sub(1)
}

/// Without the blanks that all lines begin with.
fn dedent(lines: &[&str]) -> String {
    let blanks = |line: &&&str| line.len() - line.trim_start().len();
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let depth = filled.map(|line| blanks(&line)).min().unwrap_or(0);
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
