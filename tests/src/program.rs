//! The binaries of the course, run as processes.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use std::{env, fmt, thread};

use anyhow::{Context, anyhow, bail, ensure};
use serde_json::Value;

use crate::node::{self, node};
use crate::python::{self, python};

/// The folder of the binaries, if another process has built them for this one.
pub(crate) const FOLDER: &str = "COURSE_BINARIES";

/// How long [`Program::run`] waits. The longest takes a minute; a server that should have refused to start
/// takes for ever.
const LIMIT: Duration = Duration::from_secs(300);

/// Where the binaries are, once one of them is needed.
///
/// They are built then, so that the tests never run those of yesterday.
pub(crate) fn folder() -> anyhow::Result<&'static Path> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BUILT.get_or_init(|| match env::var_os(FOLDER) {
        Some(folder) => Ok(folder.into()),
        None => build().map_err(|error| format!("{error:#}")),
    });
    match built {
        Ok(folder) => Ok(folder),
        Err(error) => Err(anyhow!("{error}")),
    }
}

/// Builds the binaries and returns their folder.
///
/// It asks for tests as well, because then cargo settles on the same features of the dependencies
/// as in the `cargo test` that has just built them, and has nothing left to compile.
fn build() -> anyhow::Result<PathBuf> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = [
        "build",
        "--workspace",
        "--bins",
        "--tests",
        "--message-format=json",
    ];
    let output = Command::new(cargo)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run cargo")?;
    ensure!(output.status.success(), "the binaries do not compile");
    let stdout = String::from_utf8_lossy(&output.stdout);
    let messages = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut executables = messages.filter_map(|message| {
        let is_binary = message.pointer("/target/kind/0")? == "bin";
        let is_test = message.pointer("/profile/test")? == true;
        let path = PathBuf::from(message.get("executable")?.as_str()?);
        (is_binary && !is_test)
            .then(|| path.parent().map(PathBuf::from))
            .flatten()
    });
    executables.next().context("cargo built no binary")
}

/// Takes the course's variables of this process away from `command`.
pub(crate) fn forget_variables(command: &mut Command) {
    for (variable, _) in env::vars() {
        let ours = [
            "OAUTH_",
            "API_URL",
            "DPOP",
            "DRAIN_SECONDS",
            "INTROSPECTION_",
            "JWKS_CACHE_SECONDS",
            "LISTEN",
            "METRICS_LISTEN",
            "REVOCATIONS_URL",
            "PUBLIC_URL",
            "RUST_LOG",
            "LOG_FORMAT",
        ];
        if ours.iter().any(|name| variable.starts_with(name)) {
            command.env_remove(variable);
        }
    }
}

#[derive(Clone, Copy)]
enum Interpreter {
    Node,
    Python,
}

/// A binary of the course with its arguments, variables and input.
pub struct Program {
    name: String,
    interpreter: Option<Interpreter>,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    input: String,
}

impl Program {
    /// A binary by its name. It sees no variable of the course but those that are set here.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            interpreter: None,
            arguments: Vec::new(),
            variables: Vec::new(),
            input: String::new(),
        }
    }

    /// A Python program of the book by its name, under the same conditions.
    #[must_use]
    pub fn python(name: &str) -> Self {
        Self {
            interpreter: Some(Interpreter::Python),
            ..Self::new(name)
        }
    }

    /// A program on Node.js of `tests/node`, under the same conditions.
    #[must_use]
    pub fn node(name: &str) -> Self {
        Self {
            interpreter: Some(Interpreter::Node),
            ..Self::new(name)
        }
    }

    /// One more argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<str>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// More arguments.
    #[must_use]
    pub fn args<const N: usize>(self, arguments: [&str; N]) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    /// One more variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<str>) -> Self {
        let variable = (name.to_owned(), value.as_ref().to_owned());
        self.variables.push(variable);
        self
    }

    /// What it reads from standard input.
    #[must_use]
    pub fn input(mut self, text: impl Into<String>) -> Self {
        self.input = text.into();
        self
    }

    fn command(&self) -> anyhow::Result<Command> {
        let interpreted = |interpreter: &Path, folder: PathBuf| {
            let mut command = Command::new(interpreter);
            command.arg(folder.join(&self.name));
            command
        };
        let mut command = match self.interpreter {
            None => Command::new(folder()?.join(&self.name)),
            Some(Interpreter::Node) => interpreted(node()?, node::folder()),
            Some(Interpreter::Python) => interpreted(python()?, python::folder()),
        };
        forget_variables(&mut command);
        command.args(&self.arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        Ok(command)
    }

    /// Runs it to its end.
    ///
    /// # Errors
    /// If it cannot be built or run, or does not end.
    pub fn run(self) -> anyhow::Result<Ran> {
        let mut child = self
            .command()?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot run the program")?;
        let (stdout, stderr) = (read(child.stdout.take()), read(child.stderr.take()));
        if let Some(mut stdin) = child.stdin.take() {
            // A program that does not read its input may end before this is written.
            drop(stdin.write_all(self.input.as_bytes()));
        }
        let status = wait_within(LIMIT, &mut child);
        let [stdout, stderr] = [stdout, stderr].map(|thread| thread.join().unwrap_or_default());
        let status = status.with_context(|| {
            let stderr = String::from_utf8_lossy(&stderr);
            format!("{}: {stderr}", self.name)
        })?;
        Ok(Ran(Output {
            status,
            stdout,
            stderr,
        }))
    }

    /// Starts it, and waits until it has written a line to stderr that contains `ready`.
    ///
    /// # Errors
    /// If it cannot be built, or ends before that.
    pub fn start(self, ready: &str) -> anyhow::Result<Running> {
        let mut child = self
            .command()?
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot run the program")?;
        let mut stderr = BufReader::new(child.stderr.take().context("no stderr")?);
        let mut text = String::new();
        while !text.lines().any(|line| line.contains(ready)) {
            ensure!(stderr.read_line(&mut text)? > 0, "it ended early: {text}");
        }
        // Someone must go on reading, or the program waits when the pipe is full.
        let rest = thread::spawn(move || {
            let mut rest = String::new();
            while stderr.read_line(&mut rest).is_ok_and(|read| read > 0) {}
            rest
        });
        Ok(Running {
            child,
            text,
            rest: Some(rest),
        })
    }
}

/// Waits until it has ended, and kills it after `limit`.
pub(crate) fn wait_within(limit: Duration, child: &mut Child) -> anyhow::Result<ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            bail!("it does not end within {} s", limit.as_secs());
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// All that comes out of a pipe, read meanwhile so that it never fills up.
pub(crate) fn read(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            pipe.read_to_end(&mut bytes).ok();
        }
        bytes
    })
}

/// A program that ran.
pub struct Ran(Output);

impl Ran {
    /// Its stdout without the last newline.
    #[must_use]
    pub fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout)
            .trim_end()
            .to_owned()
    }
}

/// All that it printed, and its exit code.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [stdout, stderr] =
            [&self.0.stdout, &self.0.stderr].map(|it| String::from_utf8_lossy(it));
        let code = self.0.status.code();
        let code = code.map_or("none".to_owned(), |code| code.to_string());
        write!(f, "stdout:\n{stdout}\nstderr:\n{stderr}\nexit code: {code}")
    }
}

/// A program that runs. It is killed when this is dropped.
pub struct Running {
    child: Child,
    text: String,
    rest: Option<thread::JoinHandle<String>>,
}

impl Running {
    /// The URL of the API that it serves.
    ///
    /// # Errors
    /// If it has not printed one.
    pub fn api(&self) -> anyhow::Result<String> {
        self.word("http://127.0.0.1").context("the API's address")
    }

    /// The first word of its stderr so far that begins with `prefix`, without `,` or `;` at its end.
    #[must_use]
    pub fn word(&self, prefix: &str) -> Option<String> {
        self.words(prefix).next()
    }

    /// All of these words.
    pub fn words(&self, prefix: &str) -> impl Iterator<Item = String> {
        self.text
            .split_whitespace()
            .filter(move |word| word.starts_with(prefix))
            .map(|word| word.trim_end_matches([',', ';']).to_owned())
    }

    /// Asks it to end as a service manager would, where there is such a thing, and returns all that
    /// it wrote to stderr, and its exit code.
    ///
    /// # Errors
    /// If it does not end.
    pub fn stop(mut self) -> anyhow::Result<(String, Option<i32>)> {
        if cfg!(unix) {
            Command::new("kill")
                .arg(self.child.id().to_string())
                .status()?;
        } else {
            self.child.kill()?;
        }
        let status = self.child.wait()?;
        let rest = self
            .rest
            .take()
            .and_then(|rest| rest.join().ok())
            .unwrap_or_default();
        Ok((format!("{}{rest}", self.text), status.code()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
