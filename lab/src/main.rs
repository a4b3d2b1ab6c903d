//! `attack`: forges a token, and shows what a naive server and that of the steps make of it.

use std::io;
use std::process::ExitCode;

use attack_lab::{ATTACKS, Attack, Attacker, Experiment, forge};
use clap::Parser;
use realm::{print, remark};

/// List the attacks, or carry one out.
#[derive(Parser)]
struct Args {
    /// Which attack; without it, they are listed
    name: Option<String>,
    /// Print the token alone, for a pipe
    #[arg(long, requires = "name")]
    token: bool,
    /// The issuer that the attacked API trusts
    #[arg(long, env = "OAUTH_ISSUER", default_value = realm::DEFAULT_ISSUER)]
    issuer: String,
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
    verify_signature::install_crypto();
    let Some(name) = &args.name else {
        return Ok(list()?);
    };
    let attack = Attack::named(name)?;
    if args.token {
        let attacker = Attacker::new(&args.issuer, forge::now())?;
        print((attack.token)(&attacker))?;
        return Ok(());
    }
    let experiment = Experiment::run(attack, &args.issuer, forge::now())?;
    print(&experiment)?;
    anyhow::ensure!(experiment.shows(), "this is not how it should end");
    Ok(())
}

fn list() -> io::Result<()> {
    for Attack {
        name, title, rfc, ..
    } in ATTACKS
    {
        print(format_args!("{name:<16} {title} ({rfc})"))?;
    }
    remark("\n`cargo attack NAME` carries one out; with `--token` it prints the token alone");
    Ok(())
}
