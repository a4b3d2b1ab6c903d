//! `04-call-api`: fetches a token and calls the API with it, as the tutorial's client.py does. A
//! token that the API refuses is renewed once.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

use std::process::ExitCode;

use anyhow::ensure;
use clap::Parser;
use client_assertion::token_client;
use fetch_token::{ClientAuth, IssuerUrl, TokenSource, http, token_endpoint};
use realm::{print, remark, setting};
use resource_server::{call_api_with, discover, settings};

/// The resource that is called.
const PATH: &str = "/api/private-scoped";

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
    #[arg(
        long,
        env = "API_URL",
        default_value = "http://localhost:50100",
        // What the API calls itself, unless PUBLIC_URL says otherwise.
        default_value_if("discover", "true", "http://127.0.0.1:50100"),
        value_parser = setting(settings::api_url)
    )]
    api_url: String,
    /// Find out from the API who issues its tokens, and with what scope (RFC 9728)
    #[arg(long)]
    discover: bool,
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
    if args.discover {
        return discover_and_call(args).await;
    }
    let realm = realm::issuer(args.issuer).await?;
    let issuer: IssuerUrl = realm.url().parse()?;
    let client = token_client(&issuer)?;
    let http = http::client()?;
    let endpoint = token_endpoint(&issuer);
    let source = TokenSource::new(http.clone(), endpoint, client, args.scope);
    let answer = call(&http, &issuer, &args.api_url, &source).await;
    realm.close().await;
    print(answer?)?;
    Ok(())
}

/// Knows the API's URL alone.
async fn discover_and_call(args: Args) -> anyhow::Result<()> {
    let http = http::client()?;
    let api = args.api_url.trim_end_matches('/');
    let found = discover(&http, api, PATH).await?;
    let issuer = found.issuer;
    if let Some(configured) = &args.issuer {
        ensure!(
            *configured == issuer,
            "{api} names the authorization server {issuer}, but OAUTH_ISSUER is {configured}"
        );
    }
    let scope = found.scope.unwrap_or(args.scope);
    remark(format_args!(
        "{api} wants a token of {issuer} with the scope {scope:?}"
    ));
    let client = token_client(&issuer)?;
    // The API's operator chose that server. Only the course's realm on this machine is known.
    if matches!(client.auth, ClientAuth::Secret(..)) && args.issuer.is_none() {
        ensure!(
            issuer.is_course_realm(),
            "a secret is not sent to a server that only the API has named: set OAUTH_ISSUER to \
             {issuer} if you trust it, or authenticate with OAUTH_CLIENT_AUTH=private_key_jwt"
        );
    }
    let endpoint = found.metadata.token_endpoint()?;
    let source = TokenSource::new(http.clone(), endpoint, client, scope);
    print(call(&http, &issuer, api, &source).await?)?;
    Ok(())
}

async fn call(
    http: &reqwest::Client,
    issuer: &IssuerUrl,
    api: &str,
    source: &TokenSource,
) -> anyhow::Result<serde_json::Value> {
    source.token().await?;
    remark(format_args!("got an access token from {issuer}"));
    let renewed = || remark("the API refused it as invalid_token: got another one");
    Ok(call_api_with(http, &format!("{api}{PATH}"), source, renewed).await?)
}
