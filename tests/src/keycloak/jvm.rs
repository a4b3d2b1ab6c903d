//! Keycloak's distribution in a Java of this machine, for machines without Docker.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use realm::MYORG_JSON;
use tempfile::TempDir;

use super::{START_UP, keycloak_version};
use crate::program::wait_within;
use crate::root;

/// To download 176 MB.
const FETCH: Duration = Duration::from_secs(600);
const STOP: Duration = Duration::from_secs(30);

/// Runs a program that ends when stdin does. That happens however the tests end, so no Keycloak
/// survives them. The program has the process id of the shell.
const WATCHED: &str =
    "exec 3<&0; (cat <&3 >/dev/null; kill $$ 2>/dev/null) & exec 3<&-; exec \"$@\" </dev/null";

/// A Keycloak with the realm of `myorg.json`, on 127.0.0.1 only.
pub(super) struct Jvm {
    process: Child,
    port: u16,
    folder: TempDir,
}

impl Jvm {
    /// Starts it, and waits until it listens.
    ///
    /// # Errors
    /// If the distribution cannot be fetched, or there is no Java that can run it; with the end of the
    /// log.
    pub(super) fn start(user: &str, password: &str) -> anyhow::Result<Self> {
        ensure!(cfg!(unix), "KEYCLOAK=jvm needs a Unix");
        let distribution = distribution()?;
        // A copy, because Keycloak writes into its folder.
        let folder = tempfile::tempdir()?;
        let home = folder.path().join("keycloak");
        let mut copy = Command::new("cp");
        copy.arg("-R").arg(distribution).arg(&home);
        wait(copy.spawn().context("cannot run cp")?, STOP).context("cp")?;
        let import = home.join("data").join("import");
        fs::create_dir_all(&import)?;
        fs::write(import.join("myorg.json"), MYORG_JSON)?;

        let log = File::create(folder.path().join("log"))?;
        let process = Command::new("sh")
            .args(["-c", WATCHED, "sh"])
            .arg(home.join("bin").join("kc.sh"))
            .args(["start-dev", "--import-realm", "--db=dev-mem"])
            .args(["--http-host=127.0.0.1", "--http-port=0"])
            .env("KC_BOOTSTRAP_ADMIN_USERNAME", user)
            .env("KC_BOOTSTRAP_ADMIN_PASSWORD", password)
            .stdin(Stdio::piped())
            .stderr(log.try_clone()?)
            .stdout(log)
            .spawn()
            .context("cannot run sh")?;
        let mut jvm = Self {
            process,
            port: 0,
            folder,
        };
        jvm.port = jvm.wait_for_port()?;
        Ok(jvm)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    fn wait_for_port(&mut self) -> anyhow::Result<u16> {
        let start = Instant::now();
        loop {
            let log = self.log();
            if let Some(port) = port(&log) {
                return Ok(port);
            }
            let ended = self.process.try_wait()?.is_some();
            if ended || start.elapsed() > START_UP {
                let lines: Vec<&str> = log.lines().rev().take(10).collect();
                let end = lines.into_iter().rev().collect::<Vec<_>>().join("\n");
                let what = if ended { "ended" } else { "does not listen" };
                bail!("Keycloak in a Java of this machine (17 or newer) {what}:\n{end}");
            }
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn log(&self) -> String {
        let log = fs::read(self.folder.path().join("log")).unwrap_or_default();
        String::from_utf8_lossy(&log).into_owned()
    }

    /// Ends the process.
    ///
    /// # Errors
    /// If it has to be killed.
    pub(super) fn stop(mut self) -> anyhow::Result<()> {
        drop(self.process.stdin.take());
        let start = Instant::now();
        while self.process.try_wait()?.is_none() {
            ensure!(start.elapsed() < STOP, "Keycloak does not stop");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Jvm {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            self.process.kill().ok();
            self.process.wait().ok();
        }
    }
}

/// The port in the line that Keycloak writes when it serves: `Listening on: http://127.0.0.1:41234`.
fn port(log: &str) -> Option<u16> {
    let (_, rest) = log.split_once("Listening on: http://127.0.0.1:")?;
    // The line may not be complete.
    let (digits, _) = rest.split_once(|character: char| !character.is_ascii_digit())?;
    digits.parse().ok()
}

/// The folder of the unpacked distribution, fetched by the first run that needs it.
fn distribution() -> anyhow::Result<PathBuf> {
    let version = keycloak_version();
    let root = root();
    let folder = root.join("target").join(format!("keycloak-{version}"));
    if !folder.is_dir() {
        let process = Command::new(root.join("realm").join("image").join("fetch"))
            .arg(version)
            .arg(&folder)
            .stdin(Stdio::null())
            .spawn()
            .context("cannot run realm/image/fetch")?;
        wait(process, FETCH).with_context(|| format!("cannot fetch Keycloak {version}"))?;
    }
    Ok(folder)
}

/// Waits until it has ended with success, and kills it after `limit`.
fn wait(mut process: Child, limit: Duration) -> anyhow::Result<()> {
    let status = wait_within(limit, &mut process)?;
    ensure!(status.success(), "{status}");
    Ok(())
}
