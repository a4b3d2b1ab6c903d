//! `04-call-api`: fetches a token and calls the API with it, as the tutorial's client.py does. A
//! token that the API refuses is renewed once.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

use std::process::ExitCode;

use clap::Parser;
use client_assertion::token_client;
use fetch_token::{IssuerUrl, TokenSource, http, token_endpoint};
use realm::{print, remark, setting};
use resource_server::{call_api_with, settings};

/// Fetch an access token and call /api/private-scoped with it.
#[derive(Parser)]
struct Args {
    /// The authorization server [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(long, env = "OAUTH_ISSUER", value_parser = setting(str::parse::<IssuerUrl>))]
    issuer: Option<IssuerUrl>,
    /// Scopes to ask for, with spaces in between; "" for the client's defaults
    #[arg(long, env = "OAUTH_SCOPE", default_value = "test_api_access", value_parser = setting(str::parse::<String>))]
    scope: String,
    /// The API
    #[arg(long, env = "API_URL", default_value = "http://localhost:50100", value_parser = setting(settings::api_url))]
    api_url: String,
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
    let realm = realm::issuer(args.issuer).await?;
    let issuer: IssuerUrl = realm.url().parse()?;
    let client = token_client(&issuer)?;
    let http = http::client()?;
    let endpoint = token_endpoint(&issuer);
    let source = TokenSource::new(http.clone(), endpoint, client, args.scope);
    source.token().await?;
    remark(format_args!("got an access token from {issuer}"));
    let url = format!("{}/api/private-scoped", args.api_url);
    let renewed = || remark("the API refused it as invalid_token: got another one");
    let answer = call_api_with(&http, &url, &source, renewed).await;
    realm.close().await;
    print(answer?)?;
    Ok(())
}
