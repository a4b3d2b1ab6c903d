//! `01-fetch-token`: prints an access token, or with `--full` the whole token response.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use fetch_token::{
    AuthMethod, Client, ClientAuth, IssuerUrl, fetch_token, http, printable_json, token_endpoint,
};
use realm::{print, remark, setting};
use secrecy::ExposeSecret;

/// Fetch an access token by the client credentials grant (RFC 6749, section 4.4).
#[derive(Parser)]
struct Args {
    /// The authorization server [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(long, env = "OAUTH_ISSUER", value_parser = setting(str::parse::<IssuerUrl>))]
    issuer: Option<IssuerUrl>,
    /// Scopes to request, separated by spaces; "" for the client's defaults
    #[arg(long, env = "OAUTH_SCOPE", default_value = "test_api_access", value_parser = setting(str::parse::<String>))]
    scope: String,
    /// How the client's credentials are sent [default: OAUTH_CLIENT_AUTH, or post]
    #[arg(long, value_enum)]
    auth: Option<Auth>,
    /// Print the whole token response as JSON
    #[arg(long)]
    full: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Auth {
    /// in the form, as in the tutorial
    #[value(alias = "client_secret_post")]
    Post,
    /// in the Authorization header, as RFC 6749 prefers
    #[value(alias = "client_secret_basic")]
    Basic,
}

impl From<Auth> for AuthMethod {
    fn from(auth: Auth) -> Self {
        match auth {
            Auth::Post => Self::Post,
            Auth::Basic => Self::Basic,
        }
    }
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
    let mut client = Client::from_env(&issuer)?;
    if let (ClientAuth::Secret(_, method), Some(auth)) = (&mut client.auth, args.auth) {
        *method = auth.into();
    }
    let endpoint = token_endpoint(&issuer);
    let response = fetch_token(&http::client()?, &endpoint, &client, &args.scope).await;
    // Before the token is printed: the next program of a pipe must not find a realm that is about to
    // end with this process.
    realm.close().await;
    let response = response?;
    if args.full {
        print(printable_json(response.members()))?;
    } else {
        print(response.access_token.expose_secret())?;
    }
    Ok(())
}
