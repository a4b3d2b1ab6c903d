//! `02-decode-jwt`: prints the header and the payload of a token. It verifies nothing.

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
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> anyhow::Result<()> {
    let token = input::token_argument_or_stdin(args.token)?.unwrap_or_else(|| {
        eprintln!("no token given: this is the tutorial's sample");
        SAMPLE.to_owned()
    });
    let Decoded {
        header,
        payload,
        signature,
    } = decode(&token)?;
    println!("{}", serde_json::to_string_pretty(&header)?);
    println!("{}", serde_json::to_string_pretty(&payload)?);
    for line in times::readable(&payload) {
        eprintln!("{line}");
    }
    eprintln!(
        "signature: {} bytes, NOT verified: anyone can write such a token",
        signature.len()
    );
    Ok(())
}
