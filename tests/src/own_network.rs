//! Parts of a test run in a network of their own, where the course's ports are free.

use std::env;
use std::process::Command;

use anyhow::{Context, ensure};

use crate::program::{self, FOLDER};

/// The part that a process in such a network runs.
const PART: &str = "PART_IN_OWN_NETWORK";

/// Whether [`in_own_network`] can make one. It takes Linux, `unshare` and `ip`, and a system that allows
/// it to this user.
#[must_use]
pub fn networks_can_be_made() -> bool {
    let output = unshare().arg("true").output();
    output.is_ok_and(|output| output.status.success())
}

/// Runs this program again, for one part of it, in a network that has a loopback interface and nothing
/// else. So several parts have ports 8080 and 50100 at once, even if something listens there outside.
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

/// What this process is to run, and nothing else, if [`in_own_network`] has started it.
#[must_use]
pub fn part() -> Option<String> {
    env::var(PART).ok()
}

fn unshare() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--net", "sh", "-c"]);
    command.args(["ip link set lo up && exec \"$@\"", "-"]);
    command
}
