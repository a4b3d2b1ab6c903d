//! Each chapter, typed from top to bottom by a reader with two terminals, who copies commands with the
//! button, waits for what the page shows, and presses Ctrl-C where it says so.
//!
//! Where a network can be made, each chapter has its own, and several are read at the same time. Elsewhere, ports
//! 8080 and 50100 must be free. That and a Unix shell and curl are needed: without them nothing is typed,
//! and with `KEYCLOAK=required`, which CI has, that is a failure. `READER_PAUSE=5` is how many seconds
//! pass between commands; without it, none do. With `READER_PAUSE=off` nothing is typed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fs, thread};

use anyhow::{Context, bail, ensure};
use libtest_mimic::{Arguments, Completion, Trial};
use regex::Regex;
use scenarios::{
    Session, Terminal, default_ports_are_free, in_own_network, left_out, masked,
    networks_can_be_made, run_part,
};

/// A part of a page that a reader acts on, in its order.
enum Part {
    /// What follows is typed into, or shown by, this terminal.
    Label(String),
    /// A block of commands and what they print.
    Pane(String),
}

/// The sessions of a page, each with its parts.
fn sessions(page: &str) -> anyhow::Result<Vec<Vec<Part>>> {
    let figure = Regex::new(r#"(?s)<figure class="session[^"]*">(.*?)</figure>"#)?;
    let part = Regex::new(
        r#"(?s)<p class="terminal[^"]*">(.*?)</p>|<code class="language-console">(.*?)</code>"#,
    )?;
    let tag = Regex::new("<[^>]*>")?;
    let plain = |text: &str| {
        let text = tag.replace_all(text, "");
        [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", "\""),
            ("&#39;", "'"),
            ("&#x27;", "'"),
            ("&amp;", "&"),
        ]
        .iter()
        .fold(text.into_owned(), |text, (from, to)| text.replace(from, to))
    };
    let figures = figure.captures_iter(page).map(|found| {
        let parts = part.captures_iter(found.get(1).map_or("", |inner| inner.as_str()));
        let parts = parts.filter_map(|found| {
            let label = found.get(1).map(|text| Part::Label(plain(text.as_str())));
            label.or_else(|| found.get(2).map(|text| Part::Pane(plain(text.as_str()))))
        });
        parts.collect()
    });
    Ok(figures.collect())
}

/// A command as the copy button gives it (`theme/console.js`), and what the page shows below it.
fn commands(pane: &str) -> Vec<(String, String)> {
    let mut commands: Vec<(String, String)> = Vec::new();
    for line in pane.lines() {
        match (line.strip_prefix("$ "), commands.last_mut()) {
            (Some(command), _) => {
                let command = command.split("  #").next().unwrap_or(command);
                commands.push((command.trim_end().to_owned(), String::new()));
            }
            (None, Some((_, output))) => output.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    commands
}

/// Without empty lines, which a page has between commands.
fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty()).collect()
}

struct Reader {
    pause: Duration,
    terminals: BTreeMap<String, Terminal>,
    /// What the page shows of a server that runs: the terminal, the command, and its output.
    server: Option<(String, String, String)>,
}

impl Reader {
    fn new() -> anyhow::Result<Self> {
        let seconds = env::var("READER_PAUSE").unwrap_or_else(|_| "0".to_owned());
        Ok(Self {
            pause: Duration::from_secs(seconds.parse().context("READER_PAUSE")?),
            terminals: BTreeMap::new(),
            server: None,
        })
    }

    /// Terminal 2 is the one for single commands, because a server may run in Terminal 1.
    fn terminal(&mut self, name: &str) -> anyhow::Result<&mut Terminal> {
        if !self.terminals.contains_key(name) {
            self.terminals.insert(name.to_owned(), Terminal::open()?);
        }
        self.terminals.get_mut(name).context("a terminal")
    }

    fn session(&mut self, parts: &[Part]) -> anyhow::Result<()> {
        let is_stop =
            |part: &Part| matches!(part, Part::Label(text) if text.starts_with("Now press"));
        let last = parts.iter().rposition(|part| matches!(part, Part::Label(text) if !text.contains("Now press") && !text.contains("also shows")));
        let mut name = "Terminal 2".to_owned();
        for (index, part) in parts.iter().enumerate() {
            match part {
                Part::Label(text) if is_stop(part) => {
                    let name = text.trim_start_matches("Now press Ctrl-C in ");
                    self.stop(name.trim_end_matches('.'))?;
                }
                Part::Label(text) => name = text.clone(),
                Part::Pane(text) => match name.strip_suffix(" now also shows") {
                    Some(of) => self.also_shows(of, text)?,
                    // All but the last terminal have a server that goes on.
                    None => {
                        let goes_on = last.is_some_and(|last| index < last);
                        self.pane(&name, text, goes_on)?;
                    }
                },
            }
        }
        ensure!(
            self.server.is_none(),
            "the session ends and the page does not say that its server is to be stopped"
        );
        Ok(())
    }

    fn pane(&mut self, name: &str, pane: &str, goes_on: bool) -> anyhow::Result<()> {
        let commands = commands(pane);
        let count = commands.len();
        for (number, (command, expected)) in (1..).zip(commands) {
            thread::sleep(self.pause);
            let terminal = self.terminal(name)?;
            terminal.type_command(&command).context(command.clone())?;
            if goes_on && number == count {
                let ready = |terminal: &Terminal| {
                    lines(&terminal.shown()).len() >= lines(&expected).len() || terminal.is_free()
                };
                terminal.wait_until("the server shows what the page shows", ready)?;
                self.server = Some((name.to_owned(), command, expected));
                return Ok(());
            }
            let shown = terminal.wait().context(command.clone())?;
            same(&command, &expected, &shown)?;
        }
        Ok(())
    }

    fn also_shows(&mut self, name: &str, pane: &str) -> anyhow::Result<()> {
        match &mut self.server {
            Some((terminal, _, expected)) if terminal == name => {
                expected.push_str(pane);
                Ok(())
            }
            _ => bail!("nothing runs in {name} that could show more"),
        }
    }

    fn stop(&mut self, name: &str) -> anyhow::Result<()> {
        let Some((terminal, command, expected)) = self.server.take() else {
            bail!("the page stops {name}, where nothing runs");
        };
        ensure!(
            terminal == name,
            "the server is in {terminal}, not in {name}"
        );
        let shown = self.terminal(name)?.press_ctrl_c()?;
        // A log has lines about things that happen at the same time.
        let sorted = |text: &str| {
            let mut lines = lines(text);
            lines.sort_unstable();
            // A warning returns with each try, and a slow reader sees more of them.
            lines.dedup_by(|line, before| line == before && line.contains(" WARN "));
            lines.join("\n")
        };
        same(&command, &sorted(&expected), &sorted(&masked(&shown)?))
    }
}

/// Whether a terminal shows what the page shows.
fn same(command: &str, expected: &str, shown: &str) -> anyhow::Result<()> {
    let shown = masked(shown)?;
    ensure!(
        lines(expected) == lines(&shown),
        "$ {command}\n\nthe page shows:\n{expected}\nthe reader sees:\n{shown}\n"
    );
    Ok(())
}

fn read_chapter(name: &str) -> anyhow::Result<()> {
    let page = fs::read_to_string(pages().join(format!("{name}.html")))?;
    let mut reader = Reader::new()?;
    for (number, session) in (1..).zip(sessions(&page)?) {
        let outcome = reader.session(&session);
        outcome.with_context(|| format!("session {number} of the page"))?;
    }
    Ok(())
}

fn pages() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("book-to-type")
}

fn trials(own_networks: bool) -> anyhow::Result<Vec<Trial>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    book::make(&root, &pages())?;
    let mut trials = Vec::new();
    for entry in fs::read_dir(root.join("book/src"))? {
        let file = entry?.path();
        let name = file.file_stem().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap_or_default();
        if text.contains("{{#session ") {
            let trial = Trial::ignorable_test(name.clone(), move || {
                if env::var("READER_PAUSE").is_ok_and(|pause| pause == "off") {
                    return Ok(Completion::ignored_with("READER_PAUSE=off"));
                }
                let possible = Session::possible().and_then(|()| match own_networks {
                    true => Ok(()),
                    false => default_ports_are_free(),
                });
                if let Err(reason) = possible {
                    return left_out("KEYCLOAK", &reason);
                }
                let read = match own_networks {
                    true => in_own_network(&name).map(drop),
                    false => read_chapter(&name),
                };
                read.map_err(|error| format!("{error:#}"))?;
                Ok(Completion::Completed)
            });
            trials.push(trial);
        }
    }
    ensure!(!trials.is_empty(), "no chapter has a session");
    if own_networks {
        trials.push(Trial::test(
            "a-failure-is-reported",
            || match in_own_network("no-such-chapter") {
                Ok(_) => Err("a chapter that is not there was read".into()),
                Err(_) => Ok(()),
            },
        ));
    }
    Ok(trials)
}

fn main() -> ExitCode {
    // No connection may get the API's port.
    let _port = scenarios::ReservedPort::new(50100).ok();
    if let Some(code) = run_part(read_chapter) {
        return code;
    }
    let mut arguments = Arguments::from_args();
    let own_networks = networks_can_be_made();
    // Readers mostly wait, but in one network they all need the same ports.
    arguments.test_threads = Some(if own_networks { 8 } else { 1 });
    match trials(own_networks) {
        Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
