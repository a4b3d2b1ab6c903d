//! Serves the book, and rebuilds it when a file changes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Context;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use walkdir::WalkDir;

/// How often the files are checked. Reading the times of a few hundred files is cheap, and works on
/// network drives and in containers, where notifications do not.
const EVERY: Duration = Duration::from_millis(500);

/// Serves the folder `pages`, and calls `make` whenever a source of the book changes. Runs until the
/// process ends.
///
/// # Errors
/// If the server fails.
pub async fn serve(
    root: &Path,
    pages: &Path,
    listener: TcpListener,
    mut make: impl FnMut() + Send + 'static,
) -> anyhow::Result<()> {
    let progress = root.join(".workshop").join("progress.json");
    let root = root.to_owned();
    let made = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&made);
    tokio::task::spawn_blocking(move || {
        let mut seen = stamps(&root);
        loop {
            std::thread::sleep(EVERY);
            let now = stamps(&root);
            if now != seen {
                seen = now;
                make();
                made.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    // Read for each request, because the exercises go on meanwhile.
    let progress = get(async move || {
        let records = tokio::fs::read_to_string(progress).await;
        let records = records.unwrap_or_else(|_| "{}".to_owned());
        ([(CONTENT_TYPE, "application/json")], records)
    });
    // A page asks whether it is still the latest, and loads itself again if not.
    let edition = get(async move || count.load(Ordering::Relaxed).to_string());
    let app = Router::new()
        .route("/edition", edition)
        .route("/progress.json", progress)
        .fallback_service(ServeDir::new(pages));
    axum::serve(listener, app).await.context("the server ended")
}

/// When each source of the book was written.
fn stamps(root: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let is_ours = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || name == "target")
    };
    let mut stamps = BTreeMap::new();
    for entry in WalkDir::new(root)
        .into_iter()
        .filter_entry(is_ours)
        .flatten()
    {
        // A file that has just been deleted is missing from the next look.
        if let Ok(time) = fs::metadata(entry.path()).and_then(|metadata| metadata.modified()) {
            stamps.insert(entry.into_path(), time);
        }
    }
    stamps
}
