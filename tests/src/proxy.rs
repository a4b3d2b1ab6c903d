//! A real reverse proxy: nginx, with the configuration that `compose.yaml` gives it.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, thread};

use anyhow::{Context, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::sleep;

use crate::ReservedPort;

/// nginx before two replicas. It is ended when this is dropped.
pub struct Proxy {
    port: ReservedPort,
    replicas: [ReservedPort; 2],
    folder: TempDir,
    child: Option<Child>,
}

impl Proxy {
    /// The configuration, as it is in the repository.
    pub const CONFIGURATION: &str = include_str!("../../04-resource-server/image/nginx.conf");

    /// What can be started here.
    ///
    /// # Errors
    /// The reason why there is none, for the report.
    pub fn program() -> anyhow::Result<&'static str> {
        if env::var("PROXY").is_ok_and(|value| value == "off") {
            bail!("PROXY=off");
        }
        ensure!(
            cfg!(unix),
            "its configuration needs a Unix, as the container has it"
        );
        let runs = |program: &&str| {
            let mut version = Command::new(program);
            let version = version.arg("-v").stderr(Stdio::null());
            version.status().is_ok_and(|status| status.success())
        };
        // Debian has it where only root's PATH looks.
        ["nginx", "/usr/sbin/nginx"]
            .into_iter()
            .find(runs)
            .context("nginx is not on the PATH")
    }

    /// A place for a proxy and for its replicas, which must know its URL before they start.
    ///
    /// # Errors
    /// If there is no free port, or no folder can be made.
    pub fn place() -> anyhow::Result<Self> {
        Ok(Self {
            port: ReservedPort::new(0)?,
            replicas: [ReservedPort::new(0)?, ReservedPort::new(0)?],
            folder: TempDir::with_prefix("scenarios-proxy-")?,
            child: None,
        })
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.port.address())
    }

    /// Where its replicas listen; it sends the first request to the first of them.
    #[must_use]
    pub fn replicas(&self) -> [String; 2] {
        self.replicas.each_ref().map(ReservedPort::address)
    }

    /// Starts it, and waits until it answers.
    ///
    /// # Errors
    /// If it does not start, or the configuration has no place for the ports.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let [first, second] = self.replicas();
        let mut text = Self::CONFIGURATION.to_owned();
        for (there, here) in [
            ("listen 50100;", format!("listen {};", self.port.address())),
            ("server keycloak:50101 ", format!("server {first} ")),
            ("server keycloak:50102 ", format!("server {second} ")),
        ] {
            ensure!(
                text.matches(there).count() == 1,
                "nginx.conf has no, or more than one, {there:?}"
            );
            text = text.replace(there, &here);
        }
        let folder = self.folder.path();
        let configuration = folder.join("nginx.conf");
        fs::write(&configuration, text)?;
        let mut command = Command::new(Self::program()?);
        command
            .args(["-e", "stderr"])
            .arg("-p")
            .arg(folder)
            .arg("-c")
            .arg(&configuration)
            .stdin(Stdio::null())
            .stdout(File::create(self.access_log())?)
            .stderr(File::create(self.error_log())?);
        without_root(&mut command, folder)?;
        let child = self.child.insert(command.spawn()?);
        for _ in 0..1000 {
            if TcpStream::connect(self.port.address()).await.is_ok() {
                return Ok(());
            }
            if let Some(status) = child.try_wait()? {
                let said = fs::read_to_string(self.error_log())?;
                bail!("it ended early, {status}: {said}");
            }
            sleep(Duration::from_millis(10)).await;
        }
        bail!("it does not answer")
    }

    /// What it has logged of the requests that it is done with, oldest first.
    ///
    /// # Errors
    /// If a line is not JSON.
    pub fn passed(&self) -> anyhow::Result<Vec<Passed>> {
        let text = fs::read_to_string(self.access_log())?;
        let lines = text.split_inclusive('\n');
        // The last one may be half written.
        let whole = lines.filter(|line| line.ends_with('\n'));
        whole.map(Passed::parse).collect()
    }

    /// All that it has written, wherever.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn logs(&self) -> anyhow::Result<String> {
        Ok(fs::read_to_string(self.access_log())? + &fs::read_to_string(self.error_log())?)
    }

    fn access_log(&self) -> impl AsRef<Path> + use<> {
        self.folder.path().join("access.log")
    }

    fn error_log(&self) -> impl AsRef<Path> + use<> {
        self.folder.path().join("error.log")
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let Some(mut child) = self.child.take() else {
            return;
        };
        // A master process that is killed leaves its workers behind; one that is asked to end ends them, too.
        drop(Command::new("kill").arg(child.id().to_string()).status());
        for _ in 0..500 {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        drop(child.kill());
        drop(child.wait());
    }
}

/// A request that came to the proxy.
#[derive(Debug)]
pub struct Passed {
    /// The id that the replica got with it.
    pub id: String,
    /// The path.
    pub path: String,
    /// The status that the client got.
    pub status: String,
    /// The replicas that got the request, in this order.
    pub replicas: Vec<String>,
    /// The status of each of them; 502 means that it did not respond.
    pub responses: Vec<String>,
}

impl Passed {
    fn parse(line: &str) -> anyhow::Result<Self> {
        let line: Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let text = |name| {
            let value = line.get(name).and_then(Value::as_str);
            value.map(str::to_owned).context(name)
        };
        let list = |name| {
            let list = text(name)?;
            let items = list.split(", ").filter(|item| !item.is_empty());
            anyhow::Ok(items.map(str::to_owned).collect())
        };
        Ok(Self {
            id: text("id")?,
            path: text("path")?,
            status: text("status")?,
            replicas: list("replicas")?,
            responses: list("answers")?,
        })
    }
}

/// As in its container, also where the tests run as root.
#[cfg(unix)]
fn without_root(command: &mut Command, folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65534;
    if fs::metadata(folder)?.uid() == 0 {
        for entry in fs::read_dir(folder)? {
            chown(entry?.path(), Some(NOBODY), Some(NOBODY))?;
        }
        chown(folder, Some(NOBODY), Some(NOBODY))?;
        command.uid(NOBODY).gid(NOBODY);
    }
    Ok(())
}

#[cfg(not(unix))]
fn without_root(_: &mut Command, _: &Path) -> anyhow::Result<()> {
    Ok(())
}
