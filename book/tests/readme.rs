//! The picture in README.md is the book's. `INSTA_UPDATE=always cargo test -p book --test readme` writes it
//! again.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may panic as the test may"
)]

use std::path::Path;
use std::{env, fs};

/// The space around the drawing, which a page of the book has by its theme.
const MARGIN: i32 = 14;

/// The figure of the book that shows this sequence.
fn figure(sequence: &str) -> String {
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    let write = |path: &str, text: &str| {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    write(
        "book/book.toml",
        "[book]\ntitle = \"x\"\n[build]\nuse-default-preprocessors = false\n",
    );
    write("book/src/SUMMARY.md", "# Summary\n\n[One](one.md)\n");
    write("book/src/one.md", "# One\n\n{{#picture flow}}\n");
    write("book/pictures/flow.seq", sequence);
    write("book/rfc-sections.txt", "");
    write("book/commands.toml", "command = []\n");
    write(".ci/run", "");
    fs::create_dir_all(root.join("book/sessions")).unwrap();
    fs::create_dir_all(root.join("tests/snapshots")).unwrap();
    let pages = root.join("pages");
    book::make(root, &pages).unwrap();
    fs::read_to_string(pages.join("one.html")).unwrap()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

/// A file by itself: with the book's colours, and a dark set of them for those who prefer that.
fn alone(page: &str, css: &str) -> String {
    let light = between(css, ":root {\n", "}");
    let dark = between(css, "html.ayu {\n", "}");
    let (_, rules) = css.split_once("\n.picture {").unwrap();
    let (rules, _) = rules.split_once("\n@media print").unwrap();

    let svg = between(page, "<figure class=\"picture\">\n<svg", "</svg>");
    // As HTML, attributes are in lower case.
    let view = between(svg, "viewbox=\"0 0 ", "\"");
    let (width, height) = view.split_once(' ').unwrap();
    let whole = |side: &str| side.parse::<i32>().unwrap() + 2 * MARGIN;
    let (width, height) = (whole(width), whole(height));
    let (attributes, drawing) = svg.split_once('>').unwrap();
    let label = between(attributes, "aria-labelledby=\"", "\"");
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"picture\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"-{MARGIN} -{MARGIN} {width} {height}\" role=\"img\" aria-labelledby=\"{label}\">\n\
         <!-- Made from book/pictures/flow.seq by book/tests/readme.rs. -->\n<style>\n\
         :root {{\n{light}}}\n@media (prefers-color-scheme: dark) {{\n:root {{\n{dark}}}\n}}\n\
         .picture {{ background: var(--picture-paper); border-radius: 8px; }}\n.picture {{{rules}</style>{drawing}</svg>\n"
    )
}

#[test]
fn the_picture_is_the_books() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sequence = fs::read_to_string(book.join("pictures/flow.seq")).unwrap();
    let css = fs::read_to_string(book.join("theme/pictures.css")).unwrap();
    let made = alone(&figure(&sequence), &css.replace('\r', ""));
    let file = book.join("readme/flow.svg");
    if env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
        fs::write(&file, &made).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found.replace('\r', "") == made,
        "book/readme/flow.svg is not the book's picture any more: \
         INSTA_UPDATE=always cargo test -p book --test readme"
    );
}

#[test]
fn the_recording_has_the_commands_of_the_readme() {
    let book = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(book.join("../README.md")).unwrap();
    let recording = fs::read_to_string(book.join("readme/first-minute.svg")).unwrap();
    let typed = recording.lines().filter(|line| line.contains("typed\""));
    let commands: Vec<&str> = typed.map(|line| between(line, ">", "<")).collect();
    assert_eq!(commands.len(), 4, "{commands:?}");
    for command in commands {
        let with_comment = format!("\n{command} ");
        assert!(
            readme.contains(&with_comment),
            "README.md does not have {command}: cargo run -p book --example first_minute"
        );
    }
}
