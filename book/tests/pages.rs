//! The book as a reader sees it: every page in a real browser, on a desk and on a phone, in light and
//! in dark. Opened as files, because then nothing but the files can make them work.
//!
//! Needs Chromium or Chrome: `CHROMIUM=required` makes its absence a failure, `CHROMIUM=off` does not
//! look for it. `SCREENSHOTS=1` leaves a picture of each page in `target/tmp/pages/`.

mod browser;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use anyhow::{Context, ensure};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use scenarios::{Browser, Page};
use url::Url;

use crate::browser::{faint, in_a_browser, run};

/// Wide enough for the sidebar; and a small phone.
const SIZES: [(&str, u32, u32, bool); 2] = [("desk", 1280, 900, false), ("phone", 390, 844, true)];

fn pages() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("book")
}

/// The pages' names without `.html`, with the one that prints.
fn names() -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(pages())? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        // The list of chapters is a frame of the others, for readers without scripts.
        names.extend(
            file.strip_suffix(".html")
                .filter(|name| *name != "toc")
                .map(str::to_owned),
        );
    }
    names.sort();
    Ok(names)
}

async fn open(page: &mut Page, name: &str) -> anyhow::Result<()> {
    let file = pages().join(format!("{name}.html")).canonicalize()?;
    let url = Url::from_file_path(file).ok().context("a path")?;
    page.open(url.as_str()).await
}

/// No error on the console, nothing that is asked of a network, no page wider than its window, and no
/// picture wider than its frame.
async fn every_page_loads_everywhere() -> anyhow::Result<()> {
    let shots =
        env::var_os("SCREENSHOTS").map(|_| Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages"));
    if let Some(folder) = &shots {
        fs::create_dir_all(folder)?;
    }
    let browser = Browser::start().await?;
    let mut wrong = Vec::new();
    for (size, width, height, mobile) in SIZES {
        for scheme in ["light", "dark"] {
            let mut page = browser.page().await?;
            page.resize((width, height), 1, mobile).await?;
            page.prefer(scheme).await?;
            for name in names()? {
                // It opens the dialog of the printer, which a test cannot close.
                if name == "print" {
                    continue;
                }
                open(&mut page, &name).await?;
                let place = format!("{name}, {size}, {scheme}");
                let wide =
                    "[document.documentElement, ...document.querySelectorAll('figure.picture')]
                    .map((it) => it.scrollWidth - it.clientWidth)";
                let wide = page.evaluate(wide).await?;
                if wide
                    .as_array()
                    .is_none_or(|all| all.iter().any(|it| *it != 0))
                {
                    wrong.push(format!(
                        "{place}: so many pixels wider than there is room: {wide}"
                    ));
                }
                let theme = page.evaluate("document.documentElement.className").await?;
                let dark = theme.as_str().is_some_and(|theme| theme.contains("navy"));
                if dark != (scheme == "dark") {
                    wrong.push(format!("{place}: the theme is {theme}"));
                }
                if let Some(folder) = &shots {
                    let file = folder.join(format!("{name}-{size}-{scheme}.png"));
                    page.screenshot(&file, true).await?;
                }
            }
            wrong.extend(
                page.errors()
                    .await?
                    .iter()
                    .map(|error| format!("{size}, {scheme}: {error}")),
            );
            let elsewhere = page
                .requests()
                .await?
                .iter()
                .filter(|url| !url.starts_with("file:") && !url.starts_with("data:"));
            wrong.extend(elsewhere.map(|url| format!("{size}, {scheme}: asks for {url}")));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

async fn search_finds_an_error_code() -> anyhow::Result<()> {
    let browser = Browser::start().await?;
    let mut page = browser.page().await?;
    page.resize((1280, 900), 1, false).await?;
    open(&mut page, "introduction").await?;
    page.click("#mdbook-search-toggle").await?;
    page.wait_for("window.search?.hasFocus?.() || document.activeElement.type === 'search'")
        .await?;
    page.fill("input[type=search]", "insufficient_scope")
        .await?;
    // The search begins when a key comes up.
    page.press("ArrowRight").await?;
    page.wait_for("document.querySelectorAll('#mdbook-searchresults li').length > 1")
        .await?;
    let found = page
        .evaluate("document.querySelector('#mdbook-searchresults').innerText")
        .await?;
    let found = found.as_str().context("a text")?;
    ensure!(
        found.contains("A resource server"),
        "step 04 is not found:\n{found}"
    );
    Ok(())
}

/// Every text has enough contrast in each of the themes.
async fn every_text_can_be_read() -> anyhow::Result<()> {
    let browser = Browser::start().await?;
    let mut page = browser.page().await?;
    page.resize((1280, 900), 1, false).await?;
    let mut wrong = Vec::new();
    for name in names()? {
        if name == "print" {
            continue;
        }
        open(&mut page, &name).await?;
        page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
            .await?;
        for theme in ["light", "rust", "coal", "navy", "ayu"] {
            // The button, because it changes the colours of listings as well.
            let choose = format!("document.querySelector('[id$=theme-{theme}]').click()");
            page.evaluate(&choose).await?;
            page.wait_for(&format!(
                "document.documentElement.classList.contains('{theme}')"
            ))
            .await?;
            let found = page
                .evaluate(&faint("#mdbook-sidebar *, .content *"))
                .await?;
            let found = found.as_array().context("a list")?;
            let found = found.iter().take(3);
            wrong.extend(found.map(|text| format!("{name}, {theme}: {text}")));
        }
    }
    ensure!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}

/// A reader who pastes a copied session types the commands, and neither prompts nor output.
async fn a_terminal_is_copied_without_prompt_and_output() -> anyhow::Result<()> {
    let browser = Browser::start().await?;
    let mut page = browser.page().await?;
    open(&mut page, "02-decode-jwt").await?;
    let copied = "playground_text(document.querySelector('figure.session pre'), false)";
    let copied = page.evaluate(copied).await?;
    ensure!(copied == "cargo 01 | cargo 02", "copied: {copied}");
    Ok(())
}

async fn all_of_it_can_be_printed() -> anyhow::Result<()> {
    let summary = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src")
            .join("SUMMARY.md"),
    )?;
    let printed = fs::read_to_string(pages().join("print.html"))?;
    for line in summary.lines().filter(|line| line.contains(".md)")) {
        let title = line.split(['[', ']']).nth(1).context("a title")?;
        let path = line.split(['(', ')']).nth(1).context("a path")?;
        let text =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path))?;
        let heading = text
            .lines()
            .find_map(|line| line.strip_prefix("# "))
            .context("a heading")?;
        ensure!(
            printed.contains(&format!(">{heading}</a></h1>")),
            "{title} is not printed"
        );
    }
    Ok(())
}

fn the_book_has_no_problems(problems: &[book::Problem]) -> Result<Completion, Failed> {
    if problems.is_empty() {
        return Ok(Completion::Completed);
    }
    let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Err(problems.join("\n").into())
}

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut problems = Vec::new();
    if !arguments.list {
        match book::make(&root, &pages()) {
            Ok(made) => problems = made.problems,
            Err(error) => {
                eprintln!("error: {error:#}");
                return ExitCode::FAILURE;
            }
        }
    }
    let trials = vec![
        Trial::ignorable_test("the_book_has_no_problems", move || {
            the_book_has_no_problems(&problems)
        }),
        Trial::ignorable_test("every_page_loads_everywhere", || {
            in_a_browser(every_page_loads_everywhere)
        }),
        Trial::ignorable_test("every_text_can_be_read", || {
            in_a_browser(every_text_can_be_read)
        }),
        Trial::ignorable_test("search_finds_an_error_code", || {
            in_a_browser(search_finds_an_error_code)
        }),
        Trial::ignorable_test("a_terminal_is_copied_without_prompt_and_output", || {
            in_a_browser(a_terminal_is_copied_without_prompt_and_output)
        }),
        Trial::ignorable_test("all_of_it_can_be_printed", || run(all_of_it_can_be_printed)),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}
