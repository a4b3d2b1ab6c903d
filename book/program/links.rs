//! Checks the links, images and scripts of the finished pages.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::Context;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use percent_encoding::percent_decode_str;
use walkdir::WalkDir;

use crate::Problem;

/// The targets of a page, and what other pages can link to.
#[derive(Default)]
struct Page {
    /// The tag and its target.
    targets: Vec<(String, String)>,
    ids: BTreeSet<String>,
    twice: Vec<String>,
    images_without_alt: Vec<String>,
}

/// What is wrong with links, images, scripts and style sheets of the pages in this folder.
pub(crate) fn check(folder: &Path) -> anyhow::Result<Vec<Problem>> {
    let mut pages = BTreeMap::new();
    for entry in WalkDir::new(folder) {
        let path = entry?.into_path();
        if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            pages.insert(path, read(&text));
        }
    }
    let mut problems = Vec::new();
    for (path, page) in &pages {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // These repeat the content of other pages.
        if matches!(name.as_ref(), "print.html" | "toc.html" | "index.html") {
            continue;
        }
        let mut wrong = |message: String| {
            problems.push(Problem::new(Path::new("page").join(&*name), 0, message));
        };
        for id in &page.twice {
            wrong(format!("two elements have the id {id:?}"));
        }
        for image in &page.images_without_alt {
            wrong(format!("the image {image} has no alt text"));
        }
        for (tag, target) in &page.targets {
            if let Some(message) = broken(folder, &pages, path, tag, target) {
                wrong(message);
            }
        }
    }
    Ok(problems)
}

/// Each term of the glossary, if the book has one, needs a link where a reader meets it first.
pub(crate) fn check_glossary(folder: &Path) -> anyhow::Result<Vec<Problem>> {
    let glossary = fs::read_to_string(folder.join("glossary.html")).unwrap_or_default();
    let terms = glossary.split("<dt id=\"").skip(1);
    let mut unlinked: BTreeSet<_> = terms.filter_map(|rest| rest.split('"').next()).collect();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let copied = ["print.html", "glossary.html"]
            .iter()
            .any(|name| path.ends_with(name));
        if path
            .extension()
            .is_some_and(|extension| extension == "html")
            && !copied
        {
            let page = fs::read_to_string(&path)?;
            unlinked.retain(|id| !page.contains(&format!("\"glossary.html#{id}\"")));
        }
    }
    let problem = |id| {
        Problem::new(
            "book/src/glossary.md",
            0,
            format!("no chapter links to {id}"),
        )
    };
    Ok(unlinked.into_iter().map(problem).collect())
}

fn broken(
    folder: &Path,
    pages: &BTreeMap<PathBuf, Page>,
    page: &Path,
    tag: &str,
    target: &str,
) -> Option<String> {
    if target.starts_with("https://") || target.starts_with("http://") {
        // Readers may follow it. A page that loads it would not work offline.
        return (tag != "a").then(|| format!("<{tag}> loads {target} from elsewhere"));
    }
    if target.starts_with("data:") || target.starts_with("mailto:") {
        return None;
    }
    let (path, id) = target.split_once('#').unwrap_or((target, ""));
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let file = match path {
        "" => page.to_owned(),
        path => clean(&page.parent().unwrap_or(folder).join(decode(path))),
    };
    if !file.is_file() {
        return Some(format!("{target} does not exist"));
    }
    let found = pages.get(&file);
    let has_id = id.is_empty() || found.is_none_or(|page| page.ids.contains(&decode(id)));
    (!has_id).then(|| format!("{target}: that page has no such heading"))
}

/// The path without `..`, so that it can be looked up.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(clean.pop()),
            Component::CurDir => {}
            other => clean.push(other),
        }
    }
    clean
}

fn read(html: &str) -> Page {
    let sink = Sink(RefCell::default());
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

struct Sink(RefCell<Page>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else {
            return TokenSinkResult::Continue;
        };
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        let mut page = self.0.borrow_mut();
        let value = |name: &str| {
            let attribute = tag
                .attrs
                .iter()
                .find(|attribute| &*attribute.name.local == name);
            attribute.map(|attribute| attribute.value.to_string())
        };
        if let Some(id) = value("id")
            && !page.ids.insert(id.clone())
        {
            page.twice.push(id);
        }
        let name = tag.name.to_string();
        let target = value("href").or_else(|| value("src"));
        if name == "img" && value("alt").is_none_or(|alt| alt.is_empty()) {
            page.images_without_alt
                .push(target.clone().unwrap_or_default());
        }
        if let Some(target) = target {
            page.targets.push((name, target));
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(html: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.html"), html).unwrap();
        fs::write(folder.path().join("b.html"), "<h2 id=\"there\">x</h2>").unwrap();
        let problems = check(folder.path()).unwrap();
        problems
            .into_iter()
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn what_is_there() {
        let html = r##"<a href="b.html#there">x</a><a href="#me" id="me">x</a><a href="https://a.b/">x</a><img src="b.html" alt="x">"##;
        assert_eq!(problems(html), Vec::<String>::new());
    }

    #[test]
    fn what_is_not() {
        for html in [
            r#"<a href="c.html">x</a>"#,
            r#"<a href="b.html#here">x</a>"#,
            r#"<img src="c.png" alt="x">"#,
            r#"<img src="b.html">"#,
            r#"<script src="https://a.b/c.js"></script>"#,
            r#"<i id="a"></i><i id="a"></i>"#,
        ] {
            assert_eq!(problems(html).len(), 1, "{html}");
        }
    }

    #[test]
    fn a_term_of_the_glossary_without_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, html: &str| fs::write(folder.path().join(name), html).unwrap();
        write(
            "glossary.html",
            r#"<dt id="client"></dt><dt id="scope"></dt>"#,
        );
        write("a.html", r#"<a href="glossary.html#client">x</a>"#);
        write("print.html", r#"<a href="glossary.html#scope">x</a>"#);
        let problems = check_glossary(folder.path()).unwrap();
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].message, "no chapter links to scope");
    }
}
