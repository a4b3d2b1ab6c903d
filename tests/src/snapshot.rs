//! Comparing with the files that the book prints.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

use insta::{Settings, assert_snapshot};
use regex::Regex;

use crate::keycloak_version;

/// The snapshots that were compared, and whether that was in [`of_keycloak`].
static SEEN: Mutex<BTreeSet<(String, bool)>> = Mutex::new(BTreeSet::new());

thread_local! {
    static OF_KEYCLOAK: Cell<bool> = const { Cell::new(false) };
}

/// What differs from run to run or between the providers, and the name that takes its place.
const VOLATILE: [(&str, &str); 11] = [
    (r"\x1b\[[0-9;]*m", ""),
    (r"\r\n", "\n"),
    (
        r"ey[A-Za-z0-9_-]{9,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*",
        "<token>",
    ),
    (
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "<uuid>",
    ),
    // On a busy machine a second passes between the token and its response.
    (r#""expires_in": 299\b"#, r#""expires_in": 300"#),
    (r"DPoP-Nonce: AAAA\S+", "DPoP-Nonce: <nonce>"),
    (r"\b1[789]\d{8}\b", "<time>"),
    (
        r"\b20(2[5-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
        "<date>",
    ),
    (r"(?m)^date: .*$", "date: <date>"),
    (r"latency=[0-9.]+ [nμm]?s", "latency=<duration>"),
    (r"os error \d+", "os error <n>"),
];

/// Where a scenario takes any port or realm, the ones that a learner would have.
const PLACES: [(&str, &str); 4] = [
    (
        r"http://localhost:\d+/realms/myorg[-0-9a-f]*",
        "http://localhost:8080/realms/myorg",
    ),
    (r"/realms/myorg-[-0-9a-f]+", "/realms/myorg"),
    (r"http://127\.0\.0\.1:\d+", "http://127.0.0.1:50100"),
    (r"listen on 127\.0\.0\.1:\d+", "listen on 127.0.0.1:50100"),
];

/// What differs from run to run of a session.
const TIMES: [(&str, &str); 5] = [
    // Hashes and numbers of keys that a program makes for itself.
    (
        r#"("(?:jkt|x|y|ath)": ?)"[A-Za-z0-9_-]{43}""#,
        r#"$1"<hash>""#,
    ),
    (r#"(key |bound to ")[A-Za-z0-9_-]{43}\b"#, "$1<hash>"),
    (r#"("htu":"http://127\.0\.0\.1:)\d+"#, "${1}<port>"),
    (r"(?m)^retry-after: \d+$", "retry-after: <seconds>"),
    (r"(?m)^.*oauth_request_duration_seconds.*\n", ""),
];

/// Compares `text` with the snapshot of that name.
///
/// # Panics
/// If they differ: this is an assertion.
pub fn snapshot(name: impl AsRef<str>, text: impl Display) {
    compare(
        name.as_ref(),
        &text.to_string(),
        PLACES.iter().chain(&VOLATILE),
    );
}

/// Compares what a [`Session`](crate::Session) shows with the snapshot of that name. Its ports are
/// the ones that a learner has, and are part of its commands, so they are left as they are.
///
/// # Panics
/// If they differ: this is an assertion.
pub fn session_snapshot(name: &str, text: impl AsRef<str>) {
    compare(name, text.as_ref(), VOLATILE.iter().chain(&TIMES));
}

/// What a terminal shows, as [`session_snapshot`] compares it.
///
/// # Errors
/// If a pattern is none.
pub fn masked(text: &str) -> Result<String, regex::Error> {
    let mut masked = text.to_owned();
    for (pattern, name) in VOLATILE.iter().chain(&TIMES) {
        masked = Regex::new(pattern)?
            .replace_all(&masked, *name)
            .into_owned();
    }
    Ok(masked)
}

fn compare<'a>(name: &str, text: &str, filters: impl Iterator<Item = &'a (&'a str, &'a str)>) {
    let name = of_version(name, folder());
    let name = name.as_str();
    SEEN.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert((name.to_owned(), OF_KEYCLOAK.get()));
    let mut settings = Settings::new();
    settings.set_snapshot_path(folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for (pattern, replacement) in filters {
        settings.add_filter(pattern, *replacement);
    }
    settings.bind(|| assert_snapshot!(name, text));
}

/// The snapshot to compare with: where another version of Keycloak answers differently, one of its
/// own, which is made as a copy of the usual one.
fn of_version(name: &str, folder: &Path) -> String {
    let own = format!("{name}@{}", keycloak_version());
    match folder.join(format!("{own}.snap")).is_file() {
        true => own,
        false => name.to_owned(),
    }
}

/// Runs a scenario on Keycloak. Snapshots that nothing else uses are [orphans] of it.
pub fn of_keycloak<T>(scenario: impl FnOnce() -> T) -> T {
    OF_KEYCLOAK.set(true);
    let outcome = scenario();
    OF_KEYCLOAK.set(false);
    outcome
}

/// A snapshot file that no assertion of this run has used outside of [`of_keycloak`].
pub struct Orphan {
    /// Its name.
    pub file: String,
    /// Whether one has used it in there.
    pub of_keycloak: bool,
}

/// All of them, except those of other versions of Keycloak.
///
/// # Errors
/// If the folder cannot be read.
pub fn orphans() -> io::Result<Vec<Orphan>> {
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let mut orphans = Vec::new();
    for entry in fs::read_dir(folder())? {
        let file = entry?.file_name().to_string_lossy().into_owned();
        let Some(name) = file.strip_suffix(".snap") else {
            continue;
        };
        if !name.contains('@') && !seen.contains(&(name.to_owned(), false)) {
            let of_keycloak = seen.contains(&(name.to_owned(), true));
            orphans.push(Orphan { file, of_keycloak });
        }
    }
    Ok(orphans)
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"))
}
