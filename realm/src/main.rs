//! `realm`: serves the embedded realm until Ctrl-C.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

use std::process::ExitCode;

use clap::Parser;
use realm::{Server, remark};

/// Serve the course's realm on localhost, as Keycloak would.
#[derive(Parser)]
struct Args {
    /// The port on 127.0.0.1 and ::1
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> anyhow::Result<()> {
    let mut server = Server::start(args.port).await?;
    let url = server.issuer();
    remark(format_args!("the realm myorg is at {url}; Ctrl-C ends it"));
    remark("its key and secrets are published: for lessons and tests only");
    tokio::select! {
        () = server.wait() => {}
        signal = tokio::signal::ctrl_c() => signal?,
    }
    server.close().await;
    Ok(())
}
