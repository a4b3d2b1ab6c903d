//! `attack`: forges a token, and sends it to a naive server and to the server of the steps.
#![warn(clippy::disallowed_macros)]

use std::io;
use std::process::ExitCode;

use attack_lab::{ATTACKS, Attack, Attacker, Experiment, forge};
use clap::Parser;
use fetch_token::IssuerUrl;
use realm::{print, remark, setting};

/// List the attacks, or run one.
#[derive(Parser)]
struct Args {
    /// The attack to run; without it, they are listed
    name: Option<String>,
    /// Print the token alone, for a pipe
    #[arg(long, requires = "name")]
    token: bool,
    /// The issuer that the attacked API trusts
    #[arg(long, env = "OAUTH_ISSUER", default_value = realm::DEFAULT_ISSUER, value_parser = setting(str::parse::<IssuerUrl>))]
    issuer: IssuerUrl,
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> anyhow::Result<()> {
    let Some(name) = &args.name else {
        return Ok(list()?);
    };
    let (attack, issuer) = (Attack::named(name)?, args.issuer.as_str());
    if args.token {
        let attacker = Attacker::new(issuer, forge::now())?;
        print((attack.token)(&attacker))?;
        return Ok(());
    }
    let experiment = Experiment::run(attack, issuer, forge::now())?;
    print(&experiment)?;
    anyhow::ensure!(experiment.shows(), "this is not the expected result");
    Ok(())
}

fn list() -> io::Result<()> {
    for Attack {
        name, title, rfc, ..
    } in ATTACKS
    {
        print(format_args!("{name:<16} {title} ({rfc})"))?;
    }
    remark("\n`cargo attack NAME` runs one; with `--token` it prints the token alone");
    Ok(())
}
