//! The log on stderr, as text or JSON.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};

use super::settings::{LogFormat, SettingError, log_from_env};

/// How many lines wait for a reader of stderr that is slower than the requests. Further ones are
/// dropped and counted.
const BUFFERED_LINES: usize = 8192;

static DROPPED: OnceLock<ErrorCounter> = OnceLock::new();

/// Starts logging to stderr: `RUST_LOG` filters (default `info`), `LOG_FORMAT` is `text` (default) or
/// `json`. Lines are written by a separate thread, so that a reader that is slow or gone never
/// delays a response. Keep the guard: dropping it writes the lines that are still buffered.
///
/// # Errors
/// [`SettingError`] if one of the variables has an invalid value.
pub fn init_log() -> Result<WorkerGuard, SettingError> {
    let (filter, format) = log_from_env()?;
    let (writer, guard) = NonBlockingBuilder::default()
        .buffered_lines_limit(BUFFERED_LINES)
        .finish(io::stderr());
    DROPPED.set(writer.error_counter()).ok();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        // By default it reports a failed write with eprintln!, which panics if stderr is closed.
        .log_internal_errors(false);
    match format {
        LogFormat::Json => log.json().init(),
        LogFormat::Text => {
            let ansi = io::stderr().is_terminal();
            log.with_target(false).with_ansi(ansi).init();
        }
    }
    Ok(guard)
}

/// How many lines were dropped because they were not read fast enough.
pub(super) fn dropped_lines() -> u64 {
    let dropped = DROPPED.get().map_or(0, ErrorCounter::dropped_lines);
    dropped as u64
}
