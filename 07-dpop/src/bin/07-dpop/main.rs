//! `07-dpop`: the story of a stolen token; and its parts, to be called one by one.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod serve;
mod story;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, Subcommand};
use client_assertion::{Algorithm, ClientKey, signing_client};
use dpop::{ProofSigner, bound_token_source, call_api_with, fetch_bound_token};
use fetch_token::settings::{client_auth, credential};
use fetch_token::{Client, IssuerUrl, RefreshConfig, http};
use realm::{print, remark, setting};
use reqwest::Url;
use resource_server::{RequiredScope, settings};
use secrecy::ExposeSecret;
use serve::ServeDpopArgs;
use verify_signature::{Clock, PolicyArgs, fetch_metadata};

/// Bind tokens to a key (RFC 9449). Without a command: the story of a stolen token.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The issuer [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(
        long,
        env = "OAUTH_ISSUER",
        global = true,
        value_parser = setting(str::parse::<IssuerUrl>)
    )]
    issuer: Option<IssuerUrl>,
    #[command(flatten)]
    policy: PolicyArgs,
    /// The scope that is requested and required
    #[arg(
        long,
        env = "OAUTH_SCOPE",
        default_value = "test_api_access",
        global = true,
        value_parser = setting(str::parse::<RequiredScope>)
    )]
    scope: RequiredScope,
    /// What the client's new key signs with: ES256, EdDSA, PS256 or RS256
    #[arg(long, default_value_t = Algorithm::default(), global = true, value_parser = setting(str::parse::<Algorithm>))]
    algorithm: Algorithm,
}

#[derive(Subcommand)]
enum Command {
    /// Fetch a token that is bound to a new key, and print it
    Fetch,
    /// Fetch a bound token, and call /api/private-scoped with it and a proof
    Call {
        /// The API
        #[arg(long, env = "API_URL", default_value = "http://localhost:50100", value_parser = setting(settings::api_url))]
        api_url: String,
    },
    /// Serve the API of step 04 for bound tokens
    Serve(ServeDpopArgs),
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
    let listening = match &args.command {
        Some(Command::Serve(options)) => match options.api.start().await? {
            Some(listening) => Some(listening),
            None => return Ok(()),
        },
        _ => None,
    };
    let realm = realm::issuer(args.issuer).await?;
    let issuer: IssuerUrl = realm.url().parse()?;
    let policy = args.policy.policy(realm.url());
    let signer = || {
        anyhow::Ok(ProofSigner::new(
            ClientKey::generate(args.algorithm)?,
            Clock::system(),
        ))
    };
    let result = match args.command {
        None => story::tell(&issuer, policy, &args.scope, args.algorithm).await,
        Some(Command::Fetch) => fetch(&issuer, &args.scope, &signer()?).await,
        Some(Command::Call { api_url }) => call(&issuer, &args.scope, signer()?, &api_url).await,
        Some(Command::Serve(options)) => {
            let api = listening.context("the API does not listen")?;
            serve::run(policy, args.scope, options, api)
                .await
                .map(|()| String::new())
        }
    };
    // Before the token is printed: the next program of a pipe must not find a realm that is about to
    // end with this process.
    realm.close().await;
    let output = result?;
    if !output.is_empty() {
        print(output)?;
    }
    Ok(())
}

async fn fetch(
    issuer: &IssuerUrl,
    scope: &RequiredScope,
    signer: &ProofSigner,
) -> anyhow::Result<String> {
    let (http, client) = (http::client()?, bound_client(issuer)?);
    let endpoint = fetch_metadata(&http, issuer.as_str())
        .await?
        .token_endpoint()?;
    let response = fetch_bound_token(&http, &endpoint, &client, &scope.to_string(), signer).await?;
    remark(format_args!(
        "bound to {:?}, which ends with this program: see the token with `cargo 02`",
        signer.key().thumbprint()
    ));
    Ok(response.access_token.expose_secret().to_owned())
}

async fn call(
    issuer: &IssuerUrl,
    scope: &RequiredScope,
    signer: ProofSigner,
    api_url: &str,
) -> anyhow::Result<String> {
    let (http, client, signer) = (http::client()?, bound_client(issuer)?, Arc::new(signer));
    let endpoint = fetch_metadata(&http, issuer.as_str())
        .await?
        .token_endpoint()?;
    let source = bound_token_source(
        http.clone(),
        endpoint,
        client,
        scope.to_string(),
        Arc::clone(&signer),
        RefreshConfig::default(),
    );
    source.token().await?;
    remark(format_args!(
        "got a token from {issuer}, bound to the key {}",
        signer.key().thumbprint()
    ));
    let url: Url = format!("{api_url}/api/private-scoped").parse()?;
    let renewed = || remark("the API refused it as invalid_token: got another one");
    let answer = call_api_with(&http, &url, &source, &signer, renewed).await?;
    Ok(answer.to_string())
}

/// The client that fetches bound tokens, whichever way to authenticate is configured.
fn bound_client(issuer: &IssuerUrl) -> anyhow::Result<Client> {
    if let Some(client) = signing_client(issuer, "OAUTH_CLIENT_ID", "test_jwt_client")? {
        return Ok(client);
    }
    let id = credential("OAUTH_CLIENT_ID", issuer, "test_dpop_client")?;
    let secret = credential("OAUTH_CLIENT_SECRET", issuer, "test-dpop-client-secret")?;
    Ok(Client::with_secret(id, secret, client_auth()?))
}
