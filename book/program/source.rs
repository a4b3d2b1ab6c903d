//! The files that captions link to, as pages of the book, so that it needs no network.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::Context;

const STYLE: &str = "body{margin:1.5em;font:0.9em/1.5 monospace;color:#1b1b1b;background:#fff}\
    h1{font-size:1.1em}a{color:#20609f}pre{counter-reset:line;white-space:pre-wrap;overflow-wrap:anywhere}\
    pre span{counter-increment:line}pre span::before{content:counter(line);display:inline-block;width:3em;\
    margin-right:1em;text-align:right;color:#6b6b6b;user-select:none}span:target{background:#fff3b0}\
    @media(prefers-color-scheme:dark){body{color:#ddd;background:#161923}a{color:#61aede}\
    pre span::before{color:#9aa0aa}span:target{background:#4a4310}}";

/// The page of a file, from the pages of the chapters.
pub(crate) fn page(path: &str) -> String {
    format!("source/{path}.html")
}

/// Writes the pages of these files.
pub(crate) fn write(root: &Path, pages: &Path, files: &BTreeSet<String>) -> anyhow::Result<()> {
    for path in files {
        let text = fs::read_to_string(root.join(path)).with_context(|| path.clone())?;
        let mut lines = String::new();
        for (number, line) in (1..).zip(text.lines()) {
            lines.push_str(&format!("<span id=\"L{number}\">{}</span>\n", escape(line)));
        }
        let name = escape(path);
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{name}</title>\
             <style>{STYLE}</style></head>\n<body><h1>{name}</h1>\n<pre>{lines}</pre></body></html>\n"
        );
        let file = pages.join(page(path));
        fs::create_dir_all(file.parent().unwrap_or(pages))?;
        fs::write(file, html)?;
    }
    Ok(())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
