//! `01-fetch-token`: prints an access token, or with `--full` the whole token response.

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use fetch_token::{AuthMethod, Client, fetch_token, http, token_endpoint};
use secrecy::ExposeSecret;

/// Fetch an access token by the client credentials grant (RFC 6749, section 4.4).
#[derive(Parser)]
struct Args {
    /// The authorization server [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(long, env = "OAUTH_ISSUER")]
    issuer: Option<String>,
    /// Scopes to request, separated by spaces; "" for the client's defaults
    #[arg(long, env = "OAUTH_SCOPE", default_value = "test_api_access")]
    scope: String,
    /// How the client's credentials are sent
    #[arg(long, value_enum, default_value = "post")]
    auth: Auth,
    /// Print the whole token response as JSON
    #[arg(long)]
    full: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Auth {
    /// in the form, as in the tutorial
    Post,
    /// in the Authorization header, as RFC 6749 prefers
    Basic,
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
    let auth = match args.auth {
        Auth::Post => AuthMethod::Post,
        Auth::Basic => AuthMethod::Basic,
    };
    let client = Client::from_env(auth)?;
    let issuer = realm::issuer(args.issuer).await?;
    let endpoint = token_endpoint(issuer.url())?;
    let response = fetch_token(&http::client()?, &endpoint, &client, &args.scope).await;
    // Before the token is printed: the next program of a pipe must not find a realm that is about to
    // end with this process.
    issuer.close().await;
    let response = response?;
    if args.full {
        println!("{}", serde_json::to_string_pretty(response.members())?);
    } else {
        println!("{}", response.access_token.expose_secret());
    }
    Ok(())
}
