//! Is this machine ready? For the evening before the workshop, and for "it does not work here".

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, fs, io};

use crate::cargo::cargo;
use crate::course;
use crate::program::{End, run_within};
use crate::show::{self, Finding};

/// The ports of the course, and how to do without each.
const PORTS: [(u16, &str, &str); 3] = [
    (
        8080,
        "the issuer",
        "end that program, or set OAUTH_ISSUER to the issuer that you want",
    ),
    (
        50100,
        "the API",
        "end that program, or set LISTEN=127.0.0.1:0 and API_URL",
    ),
    (
        3000,
        "the book",
        "end that program, or read the book's files in book/src",
    ),
];

/// What an issuer answers, and nothing else does.
const DISCOVERY: &str = "/realms/myorg/.well-known/openid-configuration";

/// What a full build of everything takes, with some to spare.
const GIGABYTES: u64 = 6;

/// How far clocks may be apart, in seconds: a verifier tolerates a minute.
const SKEW: u64 = 30;

/// How long a program that is only asked for its version may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prints a line for each thing that matters. Whether the exercises can be done here: Docker and
/// free ports are comforts.
pub(crate) fn examine(root: &Path) -> bool {
    let mut ready = true;
    let mut say = |finding: Finding| {
        ready &= !matches!(finding, Finding::Bad(..));
        show::print(&finding.to_string());
    };
    say(toolchain(root));
    say(dependencies(root));
    say(built(root));
    say(compiler());
    say(git(root));
    say(proxy());
    say(disk(root));
    say(clock(root));
    for (port, what, otherwise) in PORTS {
        say(self::port(port, what, otherwise));
    }
    say(docker());
    show::print(if ready {
        "\nReady: everything that the exercises need is here, without a network.\n"
    } else {
        "\nNot ready yet: see what is marked with ✗.\n"
    });
    ready
}

fn toolchain(root: &Path) -> Finding {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap_or_default();
    let needed = manifest
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'))
        .unwrap_or("1");
    // Cargo decides which compiler is used in this folder, so it is the one to ask.
    let Some(found) = output(Command::new("rustc").arg("--version").current_dir(root)) else {
        let advice = "install Rust: https://www.rust-lang.org/tools/install";
        return Finding::Bad("Rust", "rustc does not run".into(), advice.into());
    };
    let version = found.split(' ').nth(1).unwrap_or_default();
    if numbers(version) >= numbers(needed) {
        Finding::Good("Rust", format!("{version}, and {needed} is needed"))
    } else {
        let problem = format!("{version} is older than {needed}");
        Finding::Bad("Rust", problem, "run `rustup update stable`".into())
    }
}

/// `1.95.0-nightly` is [1, 95].
fn numbers(version: &str) -> Vec<u32> {
    let parts = version.split(['.', '-']).take(2);
    parts.map(|part| part.parse().unwrap_or(0)).collect()
}

/// Whether cargo finds all dependencies of this system without a network.
fn dependencies(root: &Path) -> Finding {
    let about = output(Command::new("rustc").arg("-vV").current_dir(root)).unwrap_or_default();
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    let mut command = cargo(root);
    command.args(["metadata", "--offline", "--locked", "--format-version=1"]);
    if let Some(host) = host {
        command.args(["--filter-platform", host]);
    }
    match output(&mut command) {
        Some(_) => Finding::Good(
            "dependencies",
            "all are here, so no network is needed".into(),
        ),
        None => Finding::Bad(
            "dependencies",
            "some must be downloaded".into(),
            "run `cargo fetch --locked` while there is a network".into(),
        ),
    }
}

/// Whether the first check will take a second or minutes.
fn built(root: &Path) -> Finding {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), Into::into);
    let programs = fs::read_dir(target.join("debug/deps"))
        .into_iter()
        .flatten();
    let names = programs
        .map_while(Result::ok)
        .map(|entry| entry.file_name());
    let names: Vec<_> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let is_built = |step: &PathBuf| {
        let number = step.file_name().and_then(|name| name.to_str()?.get(..2));
        let program = format!("{}_solutions-", number.unwrap_or_default());
        names.iter().any(|name| name.starts_with(&program))
    };
    if course::steps(root).is_ok_and(|steps| steps.iter().all(is_built)) {
        return Finding::Good("built", "the tests of all steps are built".into());
    }
    Finding::Note(
        "built",
        "the tests are not built yet, so the first check takes minutes".into(),
        "run `cargo test --workspace --locked --no-run`".into(),
    )
}

/// A proxy is for what is elsewhere.
fn proxy() -> Finding {
    let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    let either = |name: &str| variable(name).or_else(|| variable(&name.to_lowercase()));
    let names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
    let Some(name) = names.into_iter().find(|name| either(name).is_some()) else {
        return Finding::Good("proxy", "none is set".into());
    };
    if either("NO_PROXY").is_some_and(|value| value.contains("localhost") || value == "*") {
        return Finding::Good(
            "proxy",
            format!("{name} is set, and not used for localhost"),
        );
    }
    Finding::Note(
        "proxy",
        format!("{name} is set, and NO_PROXY does not have localhost"),
        "set NO_PROXY=localhost,127.0.0.1,::1 or curl and Python ask the proxy for this machine"
            .into(),
    )
}

/// aws-lc is C. On Windows its compiler comes with Rust's linker.
fn compiler() -> Finding {
    if cfg!(windows) || output(Command::new("cc").arg("--version")).is_some() {
        return Finding::Good("C compiler", "there is one".into());
    }
    let advice = "install gcc or clang; on macOS: xcode-select --install";
    Finding::Bad("C compiler", "cc does not run".into(), advice.into())
}

fn git(root: &Path) -> Finding {
    let advice = "nothing to do: the exercises need none, but you cannot pull corrections";
    let Some(version) = output(Command::new("git").arg("--version")) else {
        return Finding::Note("git", "it does not run".into(), advice.into());
    };
    let command = &mut Command::new("git");
    if output(command.args(["rev-parse", "HEAD"]).current_dir(root)).is_none() {
        let text = "the course's folder is not a git repository";
        return Finding::Note("git", text.into(), advice.into());
    }
    Finding::Good("git", version.replace("git version ", ""))
}

fn disk(root: &Path) -> Finding {
    match fs4::available_space(root) {
        Ok(bytes) => {
            let free = bytes >> 30;
            let text = format!("{free} GiB are free");
            if free >= GIGABYTES || root.join("target").is_dir() && free >= 1 {
                return Finding::Good("disk", text);
            }
            let advice = format!("a full build takes up to {GIGABYTES} GiB: make room");
            Finding::Bad("disk", text, advice)
        }
        Err(error) => Finding::Note("disk", error.to_string(), String::new()),
    }
}

/// Without a network there are two things to compare with: the course's last commit, which cannot be
/// in the future, and an issuer that runs here, in a container perhaps, and sends its own time.
fn clock(root: &Path) -> Finding {
    let seconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs());
    let now = seconds(SystemTime::now());
    let committed = output(
        Command::new("git")
            .args(["log", "-1", "--format=%ct"])
            .current_dir(root),
    );
    let committed = committed
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0);
    let advice = "set the clock: tokens are checked against it";
    if now < committed {
        let problem = "it is earlier than the course's last change".to_owned();
        return Finding::Bad("clock", problem, advice.into());
    }
    let issuer = date_of(8080)
        .map(seconds)
        .map(|theirs| now.abs_diff(theirs));
    match issuer {
        Some(apart) if apart > SKEW => Finding::Bad(
            "clock",
            format!("it is {apart} s apart from that of the issuer on port 8080"),
            "if the issuer is in a container, restart Docker: its clock stops while a laptop sleeps"
                .into(),
        ),
        Some(_) => Finding::Good("clock", "it agrees with the issuer on port 8080".into()),
        None if committed == 0 => Finding::Note(
            "clock",
            "there is nothing to compare it with".into(),
            "look at `date`: tokens are checked against the clock".into(),
        ),
        None => Finding::Good("clock", "later than the course's last change, as it must be".into()),
    }
}

fn port(port: u16, what: &'static str, otherwise: &str) -> Finding {
    let name = match port {
        8080 => "port 8080",
        50100 => "port 50100",
        _ => "port 3000",
    };
    let taken = |address: SocketAddr| {
        TcpListener::bind(address).is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
    };
    if !taken((Ipv4Addr::LOCALHOST, port).into()) && !taken((Ipv6Addr::LOCALHOST, port).into()) {
        return Finding::Good(name, format!("free, for {what}"));
    }
    if port == 8080 && get(port, DISCOVERY).is_some_and(|it| it.starts_with("HTTP/1.1 200")) {
        let text = "an issuer with the realm myorg is there, and will be used";
        return Finding::Good(name, text.into());
    }
    Finding::Note(
        name,
        format!("{} holds it", holder(port)),
        otherwise.to_owned(),
    )
}

/// The program that listens on a port, as far as this system tells.
fn holder(port: u16) -> String {
    let lsof = Command::new("lsof")
        .args(["-nP", "-Fc", "-sTCP:LISTEN", &format!("-iTCP:{port}")])
        .output();
    let lsof = lsof.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let name = lsof.ok().and_then(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix('c'))?;
        Some(format!("the program {line:?}"))
    });
    let ask = if cfg!(windows) {
        format!("some program (`netstat -ano | findstr :{port}` tells which)")
    } else {
        format!("some program (`lsof -i :{port}` or `ss -ltnp` tells which)")
    };
    name.unwrap_or(ask)
}

fn docker() -> Finding {
    let mut command = Command::new("docker");
    match output(command.args(["version", "--format", "{{.Server.Version}}"])) {
        Some(version) => Finding::Good("Docker", format!("{version}, so Keycloak can be run")),
        None => Finding::Note(
            "Docker",
            "it does not answer".into(),
            "nothing to do: neither the exercises nor the embedded realm need it".into(),
        ),
    }
}

/// What a program prints, if it runs and succeeds.
fn output(command: &mut Command) -> Option<String> {
    let finished = run_within(PATIENCE, command).ok()?;
    match finished.end {
        End::Exited(status) if status.success() => Some(finished.stdout.trim().to_owned()),
        _ => None,
    }
}

/// The time that a web server on this machine tells.
fn date_of(port: u16) -> Option<SystemTime> {
    let answer = get(port, DISCOVERY)?;
    let date = answer.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("date")
            .then(|| value.trim().to_owned())
    })?;
    httpdate::parse_http_date(&date).ok()
}

/// The head of an answer over HTTP, from this machine.
fn get(port: u16, path: &str) -> Option<String> {
    let second = Duration::from_secs(1);
    let addresses = [
        SocketAddr::from((Ipv4Addr::LOCALHOST, port)),
        SocketAddr::from((Ipv6Addr::LOCALHOST, port)),
    ];
    let mut stream = addresses
        .iter()
        .find_map(|address| TcpStream::connect_timeout(address, second).ok())?;
    stream.set_read_timeout(Some(second)).ok()?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    let mut bytes = [0; 2048];
    let length = stream.read(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(bytes.get(..length)?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(numbers("1.100.0") >= numbers("1.89"));
        assert!(numbers("1.89.0-nightly") >= numbers("1.89"));
        assert!(numbers("1.9.0") < numbers("1.89"));
    }
}
