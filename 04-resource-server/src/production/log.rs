//! The log on stderr, as text or JSON.

use std::env::{self, VarError};
use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use thiserror::Error;
use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// How many lines wait for a reader of stderr that is slower than the requests. Further ones are
/// dropped and counted.
const BUFFERED_LINES: usize = 8192;

static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();

/// A setting of the log that cannot be used.
#[derive(Debug, Error)]
pub enum LogError {
    /// `RUST_LOG` is not a filter.
    #[error("RUST_LOG={0:?} is not a filter such as info or resource_server=debug,info")]
    Filter(String),
    /// `LOG_FORMAT` is something else than `text` or `json`.
    #[error("LOG_FORMAT={0:?} is neither text nor json")]
    Format(String),
}

/// Starts logging to stderr: `RUST_LOG` filters (default `info`), `LOG_FORMAT` is `text` (default) or
/// `json`. Lines are written by a thread of their own, so that a reader that is slow or gone never
/// delays a response. Keep the guard: dropping it writes the lines that are still buffered.
///
/// # Errors
/// [`LogError`] if one of the variables has an invalid value.
pub fn init_log() -> Result<WorkerGuard, LogError> {
    let filter = variable("RUST_LOG", "info");
    let filter = EnvFilter::try_new(&filter).map_err(|_| LogError::Filter(filter))?;
    let format = variable("LOG_FORMAT", "text");
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(BUFFERED_LINES)
        .finish(io::stderr());
    DROPPED.set(writer.error_counter()).ok();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        // By default it reports a failed write with eprintln!, which panics if stderr is closed.
        .log_internal_errors(false);
    match format.as_str() {
        "json" => log.json().init(),
        "text" => {
            let ansi = io::stderr().is_terminal();
            log.with_target(false).with_ansi(ansi).init();
        }
        _ => return Err(LogError::Format(format)),
    }
    Ok(guard)
}

/// How many lines were dropped because they were not read fast enough.
pub(super) fn dropped_lines() -> u64 {
    let dropped = DROPPED.get().map_or(0, ErrorCounter::dropped_lines);
    dropped as u64
}

fn variable(name: &str, default: &str) -> String {
    match env::var(name) {
        Ok(value) => value,
        Err(VarError::NotPresent) => default.to_owned(),
        // Shown in the error, because it is neither a filter nor a format.
        Err(VarError::NotUnicode(value)) => value.to_string_lossy().into_owned(),
    }
}
