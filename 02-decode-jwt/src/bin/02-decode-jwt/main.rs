//! `02-decode-jwt`: prints the header and the payload of a token. It verifies nothing.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use decode_jwt::{Decoded, SAMPLE, decode, input, times};

/// Print what is inside a JWT: header and payload as JSON. Nothing is verified.
#[derive(Parser)]
struct Args {
    /// The token; without it, read from standard input, or on a terminal the tutorial's sample
    token: Option<String>,
}

fn main() -> ExitCode {
    match run(Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> anyhow::Result<()> {
    let token = input::token_argument_or_stdin(args.token)?.unwrap_or_else(|| {
        remark("no token given: this is the tutorial's sample");
        SAMPLE.to_owned()
    });
    let Decoded {
        header,
        payload,
        signature,
    } = decode(&token)?;
    print(printable(&serde_json::to_string_pretty(&header)?))?;
    print(printable(&serde_json::to_string_pretty(&payload)?))?;
    for line in times::readable(&payload) {
        remark(line);
    }
    remark(format_args!(
        "signature: {} bytes, NOT verified: anyone can write such a token",
        signature.len()
    ));
    Ok(())
}

/// The same JSON with characters escaped that a terminal executes, or that reverse the direction of
/// writing: anyone can write such a token.
fn printable(json: &str) -> String {
    let harmless = |c: char| {
        let reverses = matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        c == '\n' || !(c.is_control() || reverses)
    };
    json.chars()
        .map(|c| match harmless(c) {
            true => c.to_string(),
            // All of them have four digits.
            false => format!("\\u{:04x}", u32::from(c)),
        })
        .collect()
}

/// Prints a line of data. If the reader has left, as `head` does, that is not an error; `println!`
/// panics then.
fn print(line: impl Display) -> io::Result<()> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// Prints a line for the user. If that fails, nobody can be told.
fn remark(line: impl Display) {
    writeln!(io::stderr(), "{line}").ok();
}
