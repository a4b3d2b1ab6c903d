//! What `cargo book check` must find: a small workspace with one chapter, and one mistake at a time.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test may panic as the test may"
)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;

const SUMMARY: &str = "# Summary\n\n[One](one.md)\n";
const CODE: &str = "/// Docs.\npub fn verify() {\n    // ANCHOR: inside\n    judge();\n    // ANCHOR_END: inside\n}\n";
const SNAPSHOT: &str = "---\nsource: x\n---\nGET / HTTP/1.1\n\nHTTP/1.1 200 OK\n";
const SESSION: &str = "---\nsource: x\n---\n$ cargo 01\n<token>\n";
const PICTURE: &str =
    "title: A\ndesc: B\nactor client: Client\nactor api: API\nclient -> api: GET\n";
const COMMANDS: &str = "[[command]]\nline = \"cargo fetch\"\nrun_by = \".ci/run\"\n";

/// Everything that a chapter can take from elsewhere, once.
const GOOD: &str = "# One\n\n## Two\n\nsee RFC 7519 §4.1.4 and [there](one.md#two)\n\n\
    {{#code src/lib.rs verify}}\n\n{{#code src/lib.rs :inside}}\n\n{{#exchange token-seen}}\n\n\
    {{#lines token-seen GET}}\n\n{{#session first}}\n\n{{#picture flow}}\n\n\
    ```console\n$ cargo fetch  # once\n$ cargo 01\n```\n";

fn write(root: &Path, path: &str, text: &str) {
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn workspace(chapter: &str) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path();
    let config = "[book]\ntitle = \"x\"\n[build]\nuse-default-preprocessors = false\n[output.html]\ninput-404 = \"\"\n";
    write(folder, "book/book.toml", config);
    write(folder, "book/src/SUMMARY.md", SUMMARY);
    write(folder, "book/src/one.md", chapter);
    write(
        folder,
        "book/rfc-sections.txt",
        "# 7519 JWT\n4.1.4 \"exp\"\n",
    );
    write(folder, "book/commands.toml", COMMANDS);
    write(folder, "book/sessions/first.txt", "$ cargo 01\n");
    write(folder, "book/pictures/flow.seq", PICTURE);
    write(folder, "src/lib.rs", CODE);
    write(folder, "tests/snapshots/token-seen.snap", SNAPSHOT);
    write(folder, "tests/snapshots/session-first.snap", SESSION);
    write(folder, "tests/src/session.rs", "");
    write(folder, ".ci/run", "");
    root
}

fn problems(root: &Path) -> Vec<String> {
    let made = book::make(root, &root.join("target").join("book")).unwrap();
    made.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_book_has_no_problems() {
    let root = workspace(GOOD);
    assert_eq!(problems(root.path()), Vec::<String>::new());
}

/// Each line, at the end of a good chapter, is one problem that says this.
#[test]
fn a_mistake_in_a_chapter() {
    #[rustfmt::skip]
    let mistakes = [
        ("{{#code src/nothing.rs}}", "there is no src/nothing.rs"),
        ("{{#code src/lib.rs nothing}}", "there is no item \"nothing\""),
        ("{{#code src/lib.rs verify | nothing}}", "no line of it contains \"nothing\""),
        ("{{#code src/lib.rs verify | e}}", "several of its lines contain \"e\""),
        ("{{#snapshot session-first}}", "say in `describe` of book/program/expand.rs what session-first shows"),
        ("[x](test:src/lib.rs::nothing)", "src/lib.rs has no test nothing"),
        ("[x](test:src/nothing.rs::verify)", "there is no src/nothing.rs"),
        ("{{#code src/lib.rs :nothing}}", "there is nothing between ANCHOR: nothing"),
        ("{{#exchange nothing}}", "no test writes a snapshot nothing"),
        ("{{#lines token-seen POST}}", "no line of token-seen begins with \"POST\""),
        ("{{#session nothing}}", "there is no book/sessions/nothing.txt"),
        ("{{#picture nothing}}", "there is no picture nothing"),
        ("{{#include src/lib.rs}}", "there is no directive"),
        ("text {{#code src/lib.rs}}", "stands alone on its line"),
        ("[x](two.md)", "two.html does not exist"),
        ("[x](one.md#three)", "that page has no such heading"),
        ("![x](x.png)", "x.png does not exist"),
        ("![](one.html)", "has no alt text"),
        ("<img src=\"https://elsewhere.example/x.png\" alt=\"x\">", "from elsewhere"),
        ("R-FC 7519 §99", "7519 §99 is not in"),
        ("R-FC 1", " 1 is not in"),
        ("```console\n$ rm -r target\n```", "no test runs `rm -r target`"),
        ("```console\n$ cargo 03 <token>\n```", "to a shell, `<` is a redirection"),
        ("```console\n$ cargo 03 eyJ…\n```", "dots stand for something"),
        ("```console\n$ export OAUTH_SCOPE=x\n```", "a variable that stays set"),
        ("```console\nit worked\n```", "a console block has commands only"),
        ("```rust\nfn main() {}\n```", "typed by hand can drift"),
        ("401. That is all.", "becomes a numbered list"),
    ];
    for (line, message) in mistakes {
        // Or this file would have the mistake itself.
        let line = line.replace("R-FC", "RFC");
        let root = workspace(&format!("{GOOD}\n{line}\n"));
        let found = problems(root.path());
        assert_eq!(found.len(), 1, "{line}: {found:?}");
        assert!(found[0].contains(message), "{line}: {found:?}");
    }
}

#[test]
fn a_problem_names_its_line_and_shows_on_the_page() {
    let root = workspace("# One\n\n{{#code nothing.rs}}\n");
    let found = problems(root.path()).join("\n");
    assert!(
        found.contains("one.md:3: there is no nothing.rs"),
        "{found}"
    );
    let page = fs::read_to_string(root.path().join("target/book/one.html")).unwrap();
    assert!(
        page.contains("<p class=\"problem\">there is no nothing.rs"),
        "{page}"
    );
}

#[test]
fn what_no_chapter_uses() {
    let root = workspace(GOOD);
    write(root.path(), "book/sessions/second.txt", "$ cargo 02\n");
    write(root.path(), "book/pictures/second.seq", PICTURE);
    let gone = COMMANDS.replace(".ci/run", "gone.sh");
    let unused = "[[command]]\nline = \"unused\"\nleft_out = \"x\"\n";
    write(
        root.path(),
        "book/commands.toml",
        &format!("{gone}{unused}"),
    );
    let found = problems(root.path()).join("\n");
    assert!(
        found.contains("second.txt: no chapter uses this"),
        "{found}"
    );
    assert!(
        found.contains("second.seq: no chapter uses this"),
        "{found}"
    );
    assert!(
        found.contains("`cargo fetch` is run by gone.sh, which does not exist"),
        "{found}"
    );
    assert!(found.contains("no chapter has `unused`"), "{found}");
}

#[test]
fn a_page_that_is_served_follows_its_chapter() {
    let root = workspace(GOOD);
    let (folder, pages) = (root.path().to_owned(), root.path().join("target/book"));
    problems(&folder);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}/one.html", listener.local_addr().unwrap());
    let remake = {
        let folder = folder.clone();
        move || drop(problems(&folder))
    };
    let (watched, served) = (folder.clone(), pages);
    runtime.spawn(async move { book::serve(&watched, &served, listener, remake).await });
    let reads = |word: &str| {
        runtime.block_on(async {
            let limit = Instant::now() + Duration::from_secs(20);
            while Instant::now() < limit {
                let client = fetch_token::http::client().unwrap();
                let page = fetch_token::http::send(client.get(&url)).await;
                if page.is_ok_and(|page| String::from_utf8_lossy(&page.body).contains(word)) {
                    return true;
                }
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            false
        })
    };
    // By which an open page learns that there is a newer one.
    let edition = || {
        let client = fetch_token::http::client().unwrap();
        let url = url.replace("one.html", "edition");
        let response = runtime.block_on(fetch_token::http::send(client.get(url)));
        String::from_utf8_lossy(&response.unwrap().body).into_owned()
    };
    let before = reads("Two") && edition() == "0";
    write(&folder, "book/src/one.md", &format!("{GOOD}\nmended\n"));
    let after = reads("mended") && {
        let limit = Instant::now() + Duration::from_secs(20);
        std::iter::repeat_with(edition).any(|now| now != "0" || Instant::now() > limit)
            && edition() == "1"
    };
    // The watcher looks as long as its process lives, and would be waited for.
    runtime.shutdown_background();
    assert!(before && after, "before: {before}, after: {after}");
}

/// A caption links to the line of the file, which the book has a page of; a callout has a title.
#[test]
fn a_caption_leads_to_its_line() {
    let callout = "> [!SECURITY]\n> Keep `it` secret.\n\nafter\n";
    let root = workspace(&format!("{GOOD}\n{callout}"));
    assert_eq!(problems(root.path()), Vec::<String>::new());
    let pages = root.path().join("target/book");
    let page = fs::read_to_string(pages.join("one.html")).unwrap();
    // `verify` begins in the second line, below its docs; what is between the marks in the fourth.
    for line in [2, 4] {
        let link = format!("<a href=\"source/src/lib.rs.html#L{line}\">");
        assert!(page.contains(&link), "{link}: {page}");
    }
    let source = fs::read_to_string(pages.join("source/src/lib.rs.html")).unwrap();
    assert!(
        source.contains("<span id=\"L4\">    judge();</span>"),
        "{source}"
    );
    let (_, rest) = page.split_once("<div class=\"callout security\">").unwrap();
    let (callout, after) = rest.split_once("</div>").unwrap();
    assert!(
        callout.contains("Keep <code>it</code> secret."),
        "{callout}"
    );
    assert!(after.contains("after"), "{after}");
}

/// What a text is about can be shown: lines of a listing, a test, the rows of a table.
#[test]
fn a_text_points_at_what_it_is_about() {
    let points = "{{#code src/lib.rs verify | judge}}\n\na [test](test:src/lib.rs::verify)\n\n{{#snapshot proofs}}\n";
    let root = workspace(&format!("{GOOD}\n{points}"));
    let rows = (0..26).map(|row| format!("proof {row} | 200\n"));
    let table = format!("---\nsource: x\n---\n{}", rows.collect::<String>());
    write(root.path(), "tests/snapshots/proofs.snap", &table);
    assert_eq!(problems(root.path()), Vec::<String>::new());
    let page = fs::read_to_string(root.path().join("target/book/one.html")).unwrap();
    for part in [
        "<figure class=\"code marked\" style=\"--images:linear-gradient(var(--mark),var(--mark));--positions:0 2lh\">",
        "a <a href=\"source/src/lib.rs.html#L2\">test</a>",
        "<summary>Show all 26 rows</summary>",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
}

#[test]
fn a_chapter_has_not_too_many_listings() {
    let listings = "{{#code src/long.rs}}\n\n".repeat(5);
    let root = workspace(&format!("{GOOD}\n{listings}"));
    write(root.path(), "src/long.rs", &"// A line.\n".repeat(50));
    // With the ten lines of the good chapter's.
    let found = problems(root.path());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("250 at most"), "{found:?}");
}

/// The map of the steps asks the server that it came from what is done.
#[test]
fn the_progress_is_served() {
    let root = workspace(GOOD);
    let (folder, pages) = (root.path().to_owned(), root.path().join("target/book"));
    problems(&folder);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}/progress.json", listener.local_addr().unwrap());
    let watched = folder.clone();
    runtime.spawn(async move { book::serve(&watched, &pages, listener, || {}).await });
    let get = || {
        let client = fetch_token::http::client().unwrap();
        let page = runtime.block_on(fetch_token::http::send(client.get(&url)));
        String::from_utf8_lossy(&page.unwrap().body).into_owned()
    };
    let before = get();
    let records = "{\"01a\": {\"done\": true}}";
    write(&folder, ".workshop/progress.json", records);
    let after = get();
    runtime.shutdown_background();
    assert_eq!((before.as_str(), after.as_str()), ("{}", records));
}

/// What varies is masked in the snapshot of a session, and a reader could not type it.
#[test]
fn a_session_shows_the_command_that_was_typed() {
    let root = workspace(GOOD);
    write(root.path(), "book/sessions/first.txt", "$ cargo 03 a.b.c\n");
    let masked = SESSION.replace("cargo 01", "cargo 03 <token>");
    write(root.path(), "tests/snapshots/session-first.snap", &masked);
    problems(root.path());
    let page = fs::read_to_string(root.path().join("target/book/one.html")).unwrap();
    assert!(page.contains("$ cargo 03 a.b.c"), "{page}");
}

/// And one that was masked in the session's own file is refused.
#[test]
fn a_session_with_a_masked_command() {
    for command in [
        "cargo 03 <token>",
        "cargo 03 eyJhbGciOi…",
        "export OAUTH_SCOPE=x",
    ] {
        let root = workspace(GOOD);
        write(
            root.path(),
            "book/sessions/first.txt",
            &format!("$ {command}\n$ cargo 01\n"),
        );
        let shown = SESSION.replace("$ cargo 01", &format!("$ {command}\n\n$ cargo 01"));
        write(root.path(), "tests/snapshots/session-first.snap", &shown);
        let found = problems(root.path());
        assert_eq!(found.len(), 1, "{command}: {found:?}");
        assert!(
            found[0].contains(&format!("session first: `{command}`")),
            "{found:?}"
        );
    }
}

/// The log of a request is below the request, and the page says when to stop the server.
#[test]
fn a_session_of_two_terminals_in_the_order_of_events() {
    let root = workspace(GOOD);
    let session = "$ cargo 04\nterminal: 50100\n$ cargo 01\n";
    write(root.path(), "book/sessions/first.txt", session);
    let shown = "---\nsource: x\n---\n$ cargo 04\nthe API is at x\n<date>  INFO request{a}: 200\n\n\
        in another terminal:\n\n$ cargo 01\n<token>\n";
    write(root.path(), "tests/snapshots/session-first.snap", shown);
    assert_eq!(problems(root.path()), Vec::<String>::new());
    let page = fs::read_to_string(root.path().join("target/book/one.html")).unwrap();
    let mut rest = page.as_str();
    for part in [
        "Terminal 1</p>",
        "the API is at x",
        "Terminal 2</p>",
        "$ cargo 01",
        "Terminal 1 now also shows</p>",
        "INFO request",
        "Now press Ctrl-C in Terminal 1.</p>",
    ] {
        (_, rest) = rest
            .split_once(part)
            .unwrap_or_else(|| panic!("no {part} in {rest}"));
    }
}

/// A citation in the code is held to the list as well.
#[test]
fn a_citation_in_the_code() {
    let root = workspace(GOOD);
    write(
        root.path(),
        "src/other.rs",
        &format!("// {} 7519 §98\n", "RFC"),
    );
    let found = problems(root.path()).join("\n");
    assert!(
        found.contains("other.rs:1: ") && found.contains("7519 §98 is not in"),
        "{found}"
    );
}
