//! `04-call-api`: fetches a token and calls the API with it, as the tutorial's client.py does. A
//! token that the API refuses is renewed once.

use std::process::ExitCode;

use clap::Parser;
use fetch_token::{AuthMethod, Client, TokenSource, http, token_endpoint};
use resource_server::call_api_with;

/// Fetch an access token and call /api/private-scoped with it.
#[derive(Parser)]
struct Args {
    /// The authorization server [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(long, env = "OAUTH_ISSUER")]
    issuer: Option<String>,
    /// Scopes to ask for, with spaces in between; "" for the client's defaults
    #[arg(long, env = "OAUTH_SCOPE", default_value = "test_api_access")]
    scope: String,
    /// The API
    #[arg(long, env = "API_URL", default_value = "http://localhost:50100")]
    api_url: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> anyhow::Result<()> {
    let client = Client::from_env(AuthMethod::Post)?;
    let issuer = realm::issuer(args.issuer).await?;
    let http = http::client()?;
    let endpoint = token_endpoint(issuer.url())?;
    let source = TokenSource::new(http.clone(), endpoint, client, args.scope);
    source.token().await?;
    eprintln!("got an access token from {}", issuer.url());
    let url = format!("{}/api/private-scoped", args.api_url.trim_end_matches('/'));
    let renewed = || eprintln!("the API refused it as invalid_token: got another one");
    let answer = call_api_with(&http, &url, &source, renewed).await;
    issuer.close().await;
    println!("{}", answer?);
    Ok(())
}
