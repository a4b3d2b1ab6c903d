//! Records the first minute of the course in a terminal: `cargo run -p book --example first_minute`.
//!
//! It types the commands of README.md into two terminals, waits for what they print, and writes that with
//! its times into `book/readme/first-minute.svg`. Ports 8080 and 50100 must be free.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use scenarios::Terminal;

const SERVER: &str = "cargo run --bin 04-resource-server";
const CLIENT: [&str; 3] = [
    "curl localhost:50100/api/public",
    "curl -i localhost:50100/api/private",
    "cargo run --bin 04-call-api",
];

/// How long a person takes for a character, and to look at what a command printed.
const TYPING: Duration = Duration::from_millis(45);
const READING: Duration = Duration::from_secs(2);

const COLUMNS: usize = 92;
const CHARACTER: f32 = 7.8;
const LINE: usize = 19;
const LEFT: usize = 16;
const HEAD: usize = 34;

/// A line of a terminal, and when it appears.
struct Line {
    text: String,
    at: Duration,
    /// A command is typed, which takes this long.
    typed: Option<Duration>,
}

fn main() -> anyhow::Result<()> {
    for port in [8080, 50100] {
        let taken = TcpStream::connect(("localhost", port)).is_ok();
        ensure!(!taken, "something listens on port {port}");
    }
    let (mut server, mut client) = (Terminal::open()?, Terminal::open()?);
    let mut now = Duration::from_millis(500);
    let mut above = vec![command(SERVER, &mut now)];
    // What is printed from here on is not more than this part of it.
    let start = Instant::now();
    server.type_command(SERVER)?;
    server.wait_until("it serves", |terminal| {
        TcpStream::connect(("localhost", 50100)).is_ok() && terminal.shown().contains("Try:")
    })?;
    sleep(Duration::from_millis(300));
    now += start.elapsed();
    let mut printed = 0;
    take(&mut above, &mut printed, &server, now);
    now += READING;

    let mut below = Vec::new();
    for line in CLIENT {
        if !below.is_empty() {
            below.push(output("", now));
        }
        below.push(command(line, &mut now));
        let start = Instant::now();
        client.type_command(line)?;
        let shown = client.wait()?;
        now += start.elapsed();
        below.extend(
            shown
                .lines()
                .flat_map(wrapped)
                .map(|text| output(&text, now)),
        );
        // The server writes its log after the response.
        sleep(Duration::from_millis(200));
        take(&mut above, &mut printed, &server, now);
        now += READING;
    }
    server.press_ctrl_c()?;

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("readme/first-minute.svg");
    fs::write(&file, drawn(&above, &below)?).context("cannot write the recording")?;
    println!("{}: {:.1} s", file.display(), now.as_secs_f32());
    Ok(())
}

fn command(text: &str, now: &mut Duration) -> Line {
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let line = Line {
        text: format!("$ {text}"),
        at: *now,
        typed: Some(TYPING.saturating_mul(length)),
    };
    *now += TYPING.saturating_mul(length);
    line
}

fn output(text: &str, at: Duration) -> Line {
    Line {
        text: text.to_owned(),
        at,
        typed: None,
    }
}

/// Takes the lines that a terminal shows beyond those that it showed before.
fn take(lines: &mut Vec<Line>, printed: &mut usize, terminal: &Terminal, now: Duration) {
    let shown = terminal.shown();
    let new = shown.lines().skip(*printed);
    lines.extend(new.flat_map(wrapped).map(|text| output(&text, now)));
    *printed = shown.lines().count();
}

/// A terminal breaks a line where it is full.
fn wrapped(line: &str) -> Vec<String> {
    let characters: Vec<char> = line.chars().collect();
    if characters.is_empty() {
        return vec![String::new()];
    }
    characters
        .chunks(COLUMNS)
        .map(|piece| piece.iter().collect())
        .collect()
}

/// Two terminals, one above the other. Without animations, everything is there from the beginning.
fn drawn(above: &[Line], below: &[Line]) -> anyhow::Result<String> {
    let width = 750;
    let second = HEAD + above.len() * LINE + 30;
    let height = second + HEAD + below.len() * LINE + 12;
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">
<!-- Recorded by book/examples/first_minute.rs. -->
<title id="title">The first minute</title>
<desc id="desc">In one terminal the API starts, with an issuer built in. In a second one, a request to a public route gets its response, one to a protected route gets 401, and the client of the course, which fetches a token first, gets the response.</desc>
<style>
svg {{ --paper: #ffffff; --head: #eef1f5; --ink: #1c2230; --quiet: #525c6b; --typed: #1a5db4; --edge: #d9dee5; }}
@media (prefers-color-scheme: dark) {{
svg {{ --paper: #171a21; --head: #262c36; --ink: #d9dde5; --quiet: #a3adbb; --typed: #86b8ff; --edge: #303744; }}
}}
text {{ fill: var(--ink); font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; white-space: pre; }}
.typed {{ fill: var(--typed); font-weight: 600; }}
.name {{ fill: var(--quiet); }}
.window {{ fill: var(--paper); stroke: var(--edge); }}
.head {{ fill: var(--head); }}
@media (prefers-reduced-motion: no-preference) {{
text.line {{ animation: appear 1ms both; }}
text.typed {{ animation-name: type; }}
}}
@keyframes appear {{ from {{ visibility: hidden; }} to {{ visibility: visible; }} }}
@keyframes type {{ from {{ clip-path: inset(0 100% 0 0); }} to {{ clip-path: inset(0 0 0 0); }} }}
</style>
"#
    );
    for (top, name, lines) in [
        (0, "Terminal 1: the API", above),
        (second, "Terminal 2: its clients", below),
    ] {
        window(&mut svg, (width, top), name, lines)?;
    }
    svg += "</svg>\n";
    Ok(svg)
}

fn window(
    svg: &mut String,
    (width, top): (usize, usize),
    name: &str,
    lines: &[Line],
) -> anyhow::Result<()> {
    let inner = width - 1;
    let bottom = HEAD + lines.len() * LINE + 10;
    writeln!(
        svg,
        r#"<g transform="translate(0 {top})"><rect class="window" x="0.5" y="0.5" width="{inner}" height="{bottom}" rx="8"/><path class="head" d="M1 24v-15a8 8 0 0 1 8 -8h{}a8 8 0 0 1 8 8v15z"/><text class="name" x="{LEFT}" y="17">{name}</text>"#,
        width - 18
    )?;
    for (number, line) in lines.iter().enumerate() {
        if line.text.is_empty() {
            continue;
        }
        let y = HEAD + number * LINE + 12;
        let delay = line.at.as_millis();
        let text = line.text.replace('&', "&amp;").replace('<', "&lt;");
        let length = line.text.chars().count();
        let (class, style) = match line.typed {
            Some(time) => (
                " typed",
                format!(
                    "animation-delay:{delay}ms;animation-duration:{}ms;animation-timing-function:steps({length})",
                    time.as_millis()
                ),
            ),
            None => ("", format!("animation-delay:{delay}ms")),
        };
        // Without it, another font would have another width.
        #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
        let wide = length as f32 * CHARACTER;
        writeln!(
            svg,
            r#"<text class="line{class}" x="{LEFT}" y="{y}" textLength="{wide:.1}" style="{style}">{text}</text>"#
        )?;
    }
    svg.push_str("</g>\n");
    Ok(())
}
