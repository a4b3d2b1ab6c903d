//! The shell sessions of the book, run as a reader would type them.
//!
//! A session is a file of `book/sessions/`. A line `$ …` is a command. A line `terminal: 50100`
//! begins another terminal: the last command before it goes on running there, and is waited for
//! until it answers on that port. There is nothing else in such a file: what the commands print is the
//! snapshot `session-…`, and the book shows that.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context, bail, ensure};

use crate::{program, root};

/// No session of the book takes longer.
const LIMIT: Duration = Duration::from_secs(60);

/// The least time that a reader needs to type.
const PAUSE: Duration = Duration::from_millis(250);

/// What a command prints at its end, to tell its output from the next one's.
const END: char = '\u{1e}';

/// A file of the book's.
pub struct Session {
    /// The file's name without `.txt`.
    pub name: String,
    terminals: Vec<Part>,
}

/// What is typed into one terminal of a session.
struct Part {
    commands: Vec<String>,
    /// The port on which the last command answers; none if it ends by itself.
    port: Option<u16>,
}

impl Session {
    /// All of them, in the order of their names; those that wait come last.
    ///
    /// # Errors
    /// If a file cannot be read, or has other lines.
    pub fn all() -> anyhow::Result<Vec<Self>> {
        let folder = root().join("book").join("sessions");
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).context("book/sessions")? {
            files.push(entry?.path());
        }
        files.sort();
        let sessions = files.iter().map(|file| Self::read(file));
        let mut sessions: Vec<_> = sessions.collect::<anyhow::Result<_>>()?;
        sessions.sort_by_key(Self::waits);
        Ok(sessions)
    }

    fn waits(&self) -> bool {
        let mut commands = self.terminals.iter().flat_map(|part| &part.commands);
        commands.any(|command| command.starts_with("sleep "))
    }

    fn read(file: &Path) -> anyhow::Result<Self> {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        let mut terminals = Vec::new();
        let mut commands = Vec::new();
        for line in fs::read_to_string(file)?.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                commands.push(command.to_owned());
            } else if let Some(port) = line.strip_prefix("terminal: ") {
                let port = Some(port.parse().with_context(|| format!("{name}: a port"))?);
                ensure!(!commands.is_empty(), "{name}: a terminal without a command");
                let commands = std::mem::take(&mut commands);
                terminals.push(Part { commands, port });
            } else {
                bail!("{name}: {line:?} is neither `$ COMMAND` nor `terminal: PORT`");
            }
        }
        ensure!(
            !commands.is_empty(),
            "{name}: the last terminal has no command"
        );
        terminals.push(Part {
            commands,
            port: None,
        });
        let name = name.into_owned();
        Ok(Self { name, terminals })
    }

    /// Whether a session can be run on this machine.
    ///
    /// # Errors
    /// What it lacks.
    pub fn possible() -> anyhow::Result<()> {
        ensure!(cfg!(unix), "sessions need a Unix shell");
        let curl = Command::new("curl").arg("--version").output();
        ensure!(
            curl.is_ok_and(|output| output.status.success()),
            "sessions need curl"
        );
        Ok(())
    }

    /// Types the commands, and returns what all terminals show then.
    ///
    /// # Errors
    /// If there is no shell, or a server does not come up, or a command does not end.
    pub fn run(&self) -> anyhow::Result<String> {
        let shims = tempfile::tempdir()?;
        write_shims(shims.path())?;
        let mut shells = Vec::new();
        for terminal in &self.terminals {
            let mut shell = Shell::start(terminal, shims.path())?;
            match terminal.port {
                Some(port) => shell.wait_for(port).with_context(|| self.name.clone())?,
                None => shell.wait().with_context(|| self.name.clone())?,
            }
            shells.push(shell);
        }
        // The last lines of a server's log may be under way.
        thread::sleep(PAUSE);
        let mut texts = Vec::new();
        while let Some(shell) = shells.pop() {
            texts.push(shell.end());
        }
        texts.reverse();
        Ok(texts.join("\n\nin another terminal:\n\n"))
    }
}

/// A shell with one terminal's commands. Killed with all that it started when this is dropped.
struct Shell {
    child: Child,
    output: Option<thread::JoinHandle<Vec<u8>>>,
}

impl Shell {
    fn start(terminal: &Part, shims: &Path) -> anyhow::Result<Self> {
        let mut script = "exec 2>&1\n".to_owned();
        for command in &terminal.commands {
            let shown = command.replace('\'', r"'\''");
            script.push_str(&format!("printf '%s\\n' '$ {shown}'\n{command}\n"));
            script.push_str("code=$?; [ $code = 0 ] || echo \"exit code: $code\"\n");
            script.push_str("printf '\\036'\n");
        }
        let mut paths = vec![shims.to_owned()];
        paths.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let mut shell = Command::new("sh");
        program::forget_variables(&mut shell);
        shell
            .args(["-c", &script])
            .env("PATH", env::join_paths(paths)?)
            .env("NO_COLOR", "1")
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        // A separate group: to end that is to end the servers that were started in it, too.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        let mut child = shell.spawn().context("cannot run sh")?;
        let output = Some(program::read(child.stdout.take()));
        Ok(Self { child, output })
    }

    fn wait_for(&mut self, port: u16) -> anyhow::Result<()> {
        let start = Instant::now();
        while TcpStream::connect(("localhost", port)).is_err() {
            ensure!(
                self.child.try_wait()?.is_none(),
                "what should answer on port {port} has ended"
            );
            ensure!(start.elapsed() < LIMIT, "nothing answers on port {port}");
            thread::sleep(Duration::from_millis(20));
        }
        // The server may still print lines about its start, which a reader would see before typing on. A machine
        // that was slow to start it is slow to print them.
        thread::sleep(PAUSE.max(2 * start.elapsed()));
        Ok(())
    }

    fn wait(&mut self) -> anyhow::Result<()> {
        let start = Instant::now();
        while self.child.try_wait()?.is_none() {
            ensure!(start.elapsed() < LIMIT, "a command does not end");
            thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Ends what still runs, and returns what was printed, with a blank line between commands.
    fn end(mut self) -> String {
        self.kill();
        let output = self.output.take().and_then(|output| output.join().ok());
        let output = String::from_utf8_lossy(&output.unwrap_or_default()).into_owned();
        let commands = output.split(END).map(str::trim_end);
        let commands: Vec<&str> = commands.filter(|text| !text.is_empty()).collect();
        commands.join("\n\n").replace("\n\n\n", "\n\n")
    }

    fn kill(&mut self) {
        let group = format!("-{}", self.child.id());
        drop(
            Command::new("kill")
                .args(["-TERM", "--", &group])
                .stderr(Stdio::null())
                .status(),
        );
        drop(self.child.wait());
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        if self.output.is_some() {
            self.kill();
        }
    }
}

/// A terminal in which a reader types: one shell, whose variables and servers stay.
pub struct Terminal {
    child: Child,
    stdin: ChildStdin,
    output: Arc<Mutex<String>>,
    /// Where the output of the command that runs, or ran last, begins.
    begin: usize,
    /// How many commands were typed.
    typed: usize,
    _shims: tempfile::TempDir,
}

impl Terminal {
    /// A new one, in the root of the workspace.
    ///
    /// # Errors
    /// If there is no shell, or the binaries do not compile.
    pub fn open() -> anyhow::Result<Self> {
        let shims = tempfile::tempdir()?;
        write_shims(shims.path())?;
        let mut paths = vec![shims.path().to_owned()];
        paths.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let mut shell = Command::new("sh");
        program::forget_variables(&mut shell);
        shell
            // The shell itself survives Ctrl-C, as one on a terminal does.
            .args([
                "-c",
                "trap : INT; exec 2>&1; while IFS= read -r line; do eval \"$line\"; done",
            ])
            .env("PATH", env::join_paths(paths)?)
            .env("NO_COLOR", "1")
            .current_dir(root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut shell, 0);
        let mut child = shell.spawn().context("cannot run sh")?;
        let stdin = child.stdin.take().context("no stdin")?;
        let mut stdout = child.stdout.take().context("no stdout")?;
        let output = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&output);
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = stdout.read(&mut buffer) {
                bytes.extend(buffer.iter().take(read));
                // Characters may be cut at the end of a read.
                *written.lock().unwrap_or_else(PoisonError::into_inner) =
                    String::from_utf8_lossy(&bytes).into_owned();
            }
        });
        Ok(Self {
            child,
            stdin,
            output,
            begin: 0,
            typed: 0,
            _shims: shims,
        })
    }

    /// Types one command. It may still run when this returns.
    ///
    /// # Errors
    /// If another one still runs there, or the shell has ended.
    pub fn type_command(&mut self, command: &str) -> anyhow::Result<()> {
        ensure!(
            self.is_free(),
            "another command still runs in this terminal"
        );
        self.begin = self.all().len();
        self.typed += 1;
        writeln!(
            self.stdin,
            "{{ {command}; }} </dev/null; code=$?; [ $code = 0 ] || echo \"exit code: $code\"; printf '\\036'"
        )?;
        Ok(())
    }

    /// Whether the shell waits for the next command.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.all().matches(END).count() == self.typed
    }

    /// What the last command has printed so far.
    #[must_use]
    pub fn shown(&self) -> String {
        let output = self.all();
        let output = output.get(self.begin..).unwrap_or_default();
        output.trim_end_matches(END).trim_end().to_owned()
    }

    /// Waits until the command has ended, and returns what it printed.
    ///
    /// # Errors
    /// If it takes longer than a minute.
    pub fn wait(&self) -> anyhow::Result<String> {
        self.wait_until("the command ends", Self::is_free)?;
        Ok(self.shown())
    }

    /// Waits until something is so, for at most a minute.
    ///
    /// # Errors
    /// If it is not so then; with what the terminal shows.
    pub fn wait_until(&self, what: &str, done: impl Fn(&Self) -> bool) -> anyhow::Result<()> {
        let start = Instant::now();
        while !done(self) {
            ensure!(
                start.elapsed() < LIMIT,
                "a reader waits in vain until {what}; the terminal shows:\n{}",
                self.shown()
            );
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Presses Ctrl-C, and returns all that the command has printed.
    ///
    /// # Errors
    /// If nothing runs there, or it does not end.
    pub fn press_ctrl_c(&self) -> anyhow::Result<String> {
        ensure!(!self.is_free(), "nothing runs in this terminal");
        // The last lines of a server's log may be under way.
        thread::sleep(PAUSE);
        let group = format!("-{}", self.child.id());
        Command::new("kill").args(["-INT", "--", &group]).status()?;
        self.wait()
    }

    fn all(&self) -> String {
        let output = self.output.lock();
        output.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let kill = Command::new("kill").args(["-KILL", "--", &group]).status();
        drop(kill);
        drop(self.child.wait());
    }
}

/// A `cargo` that runs the binaries that this test run has built, under the names that
/// `.cargo/config.toml` gives them, and nothing else; and a `curl` that behaves as on a terminal.
fn write_shims(folder: &Path) -> anyhow::Result<()> {
    let config = fs::read_to_string(root().join(".cargo").join("config.toml"))?;
    let binaries = program::folder()?;
    let mut script = "#!/bin/sh\ncase \"$1\" in\n".to_owned();
    for line in config.lines() {
        let alias = line.split_once(" = \"run --quiet --bin ");
        if let Some((name, binary)) = alias {
            let binary = binary.trim_end_matches(" --\"");
            script.push_str(&format!("{name}) bin={binary}; shift;;\n"));
        }
    }
    script.push_str("run) shift; [ \"$1\" = --quiet ] && shift; [ \"$1\" = --bin ] || exit 99; bin=$2; shift 2;;\n");
    script.push_str("*) echo \"a session cannot run cargo $1\"; exit 99;;\nesac\n");
    script.push_str("[ \"$1\" = -- ] && shift\n");
    script.push_str(&format!("exec '{}'/\"$bin\" \"$@\"\n", binaries.display()));
    // On a terminal there is no progress meter beside a response.
    let curl = "#!/bin/sh\nPATH=${PATH#*:} exec curl --no-progress-meter \"$@\"\n";
    for (name, script) in [("cargo", script.as_str()), ("curl", curl)] {
        let file = folder.join(name);
        fs::write(&file, script)?;
        #[cfg(unix)]
        fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755))?;
    }
    Ok(())
}
