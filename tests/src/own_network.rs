//! Parts of a test run in separate networks, where the course's ports are free.

use std::env;
use std::process::{Command, ExitCode};
use std::sync::OnceLock;

use anyhow::{Context, ensure};

use crate::program::{self, FOLDER};

/// The part that a process in such a network runs.
const PART: &str = "PART_IN_OWN_NETWORK";

/// Whether [`in_own_network`] can make one. It takes Linux, `unshare` and `ip`, and a system that allows
/// it to this user.
#[must_use]
pub fn networks_can_be_made() -> bool {
    static TRIED: OnceLock<bool> = OnceLock::new();
    *TRIED.get_or_init(|| {
        let output = unshare().arg("true").output();
        output.is_ok_and(|output| output.status.success())
    })
}

/// Runs this program again, for one part of it, in a network that has a loopback interface and nothing
/// else. So several parts can use ports 8080 and 50100 at the same time, even if something listens there
/// outside.
/// Returns what the part printed to stdout.
///
/// # Errors
/// If the binaries do not compile, or the part fails; with all that it printed.
pub fn in_own_network(part: &str) -> anyhow::Result<String> {
    let output = unshare()
        .arg(env::current_exe()?)
        .env(PART, part)
        // Or each part would ask cargo for them.
        .env(FOLDER, program::folder()?)
        .output()
        .context("cannot run unshare")?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{stdout}{stderr}");
    Ok(stdout)
}

/// In a process that [`in_own_network`] has started, runs the part that it was started for, and returns
/// the exit code. The error is printed to stderr.
pub fn run_part(run: impl FnOnce(&str) -> anyhow::Result<()>) -> Option<ExitCode> {
    let part = env::var(PART).ok()?;
    let Err(error) = run(&part) else {
        return Some(ExitCode::SUCCESS);
    };
    eprintln!("error: {error:#}");
    Some(ExitCode::FAILURE)
}

fn unshare() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--net", "sh", "-c"]);
    command.args(["ip link set lo up && exec \"$@\"", "-"]);
    command
}
