//! Running a program that may do anything: its time, memory and output are bounded.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use std::{fmt, fs};

/// How much memory a program may use. The checks need less than a tenth of it.
const MEMORY: u64 = 1 << 30;

/// How much a program may print to each of stdout and stderr. More is an endless loop.
const OUTPUT: u64 = 64 << 20;

/// How much of the output is kept: this much of its beginning, and as much of its end.
const KEPT: usize = 32 << 10;

/// What a program did until it ended or was stopped.
pub(crate) struct Finished {
    pub(crate) end: End,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// How a program ended.
pub(crate) enum End {
    Exited(ExitStatus),
    TooSlow(Duration),
    TooMuchMemory,
    TooMuchOutput,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(status) => write!(f, "the program ended early ({status})"),
            Self::TooSlow(limit) => write!(
                f,
                "it did not end within {} s: is there an endless loop?",
                limit.as_secs()
            ),
            Self::TooMuchMemory => write!(
                f,
                "it used more than {} MiB of memory: is there an endless loop?",
                MEMORY >> 20
            ),
            Self::TooMuchOutput => write!(
                f,
                "it printed more than {} MiB: is there an endless loop?",
                OUTPUT >> 20
            ),
        }
    }
}

/// Runs a command for at most as long as `limit`.
pub(crate) fn run_within(limit: Duration, command: &mut Command) -> io::Result<Finished> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    // A thread for each pipe: a pipe that nobody empties stops the writer.
    let stdout = child.stdout.take().map(Collector::start);
    let stderr = child.stderr.take().map(Collector::start);
    let end = wait(&mut child, limit, [stdout.as_ref(), stderr.as_ref()])?;
    if !matches!(end, End::Exited(_)) {
        child.kill()?;
        child.wait()?;
    }
    let text = |collector: Option<Collector>| collector.map(Collector::finish).unwrap_or_default();
    let (stdout, stderr) = (text(stdout), text(stderr));
    Ok(Finished {
        end,
        stdout,
        stderr,
    })
}

fn wait(
    child: &mut Child,
    limit: Duration,
    collectors: [Option<&Collector>; 2],
) -> io::Result<End> {
    let start = Instant::now();
    // Asking for the memory runs a program on some systems, so it is done less often there.
    let every = Duration::from_millis(if cfg!(target_os = "linux") { 20 } else { 500 });
    let mut measured = start;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Exited(status));
        }
        if start.elapsed() > limit {
            return Ok(End::TooSlow(limit));
        }
        if collectors.into_iter().flatten().any(Collector::is_too_long) {
            return Ok(End::TooMuchOutput);
        }
        if measured.elapsed() > every {
            measured = Instant::now();
            if memory(child.id()).is_some_and(|bytes| bytes > MEMORY) {
                return Ok(End::TooMuchMemory);
            }
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// The bytes of memory that a process uses, as far as this system tells.
fn memory(process: u32) -> Option<u64> {
    if cfg!(target_os = "linux") {
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))?;
        return Some(number(line)? << 10);
    }
    let (program, arguments) = if cfg!(windows) {
        let filter = format!("PID eq {process}");
        let arguments = ["/FI", &filter, "/FO", "CSV", "/NH"].map(str::to_owned);
        ("tasklist", arguments.to_vec())
    } else {
        let arguments = ["-o", "rss=", "-p", &process.to_string()].map(str::to_owned);
        ("ps", arguments.to_vec())
    };
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    // The last column of tasklist is such as "12,345 K"; ps prints this number alone.
    Some(number(text.trim().rsplit("\",\"").next()?)? << 10)
}

fn number(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Reads a pipe to its end, and keeps the first and the last of it.
struct Collector {
    shared: Arc<Shared>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    length: AtomicU64,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    beginning: Vec<u8>,
    end: Vec<u8>,
    left_out: bool,
}

impl Collector {
    fn start(mut pipe: impl Read + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let for_thread = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(length @ 1..) = pipe.read(&mut buffer) {
                for_thread.keep(buffer.get(..length).unwrap_or_default());
            }
        });
        Self { shared, thread }
    }

    fn is_too_long(&self) -> bool {
        self.shared.length.load(Ordering::Relaxed) > OUTPUT
    }

    /// A program that was started by the program may hold the pipe open: it is not waited for.
    fn finish(self) -> String {
        let start = Instant::now();
        while !self.thread.is_finished() && start.elapsed() < Duration::from_secs(1) {
            thread::sleep(Duration::from_millis(1));
        }
        let kept = self.shared.lock();
        let gap: &[u8] = if kept.left_out { b"\n[...]\n" } else { b"" };
        let bytes = [&kept.beginning, gap, &kept.end].concat();
        String::from_utf8_lossy(&bytes).replace("\r\n", "\n")
    }
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, bytes: &[u8]) {
        self.length.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let mut kept = self.lock();
        let room = KEPT.saturating_sub(kept.beginning.len()).min(bytes.len());
        let (first, rest) = bytes.split_at_checked(room).unwrap_or((bytes, b""));
        kept.beginning.extend_from_slice(first);
        kept.end.extend_from_slice(rest);
        if kept.end.len() > 2 * KEPT {
            let excess = kept.end.len() - KEPT;
            kept.end.drain(..excess);
            kept.left_out = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::env;
    use std::io::Write;

    use super::*;

    const VARIABLE: &str = "WORKSHOP_TEST_DOES";

    /// The program for the other test, which runs this one with the variable set.
    #[test]
    fn does_what_it_is_told() {
        let mut memory = Vec::new();
        match env::var(VARIABLE).as_deref() {
            Ok("sleep") => thread::sleep(Duration::from_secs(600)),
            Ok("print") => while writeln!(io::stdout(), "again and again and again").is_ok() {},
            Ok("allocate") => loop {
                memory.push(vec![1_u8; 1 << 20]);
            },
            _ => print!("{}", "x".repeat(3 * KEPT)),
        }
    }

    #[test]
    fn a_program_that_does_too_much_is_stopped() {
        let run = |what: &str, seconds| {
            let mut command = Command::new(env::current_exe().unwrap());
            command.args(["--exact", "program::tests::does_what_it_is_told"]);
            command.arg("--nocapture").env(VARIABLE, what);
            run_within(Duration::from_secs(seconds), &mut command).unwrap()
        };
        let fine = run("", 60);
        assert!(matches!(fine.end, End::Exited(status) if status.success()));
        assert!(fine.stdout.starts_with("\nrunning 1 test"), "the beginning");
        assert!(fine.stdout.contains("test result: ok."), "the end");
        assert!(fine.stdout.len() < 4 * KEPT);
        assert!(matches!(run("sleep", 1).end, End::TooSlow(_)));
        assert!(matches!(run("print", 60).end, End::TooMuchOutput));
        assert!(matches!(run("allocate", 60).end, End::TooMuchMemory));
    }
}
