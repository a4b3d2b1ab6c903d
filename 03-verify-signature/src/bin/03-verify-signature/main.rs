//! `03-verify-signature`: prints the claims of a token that verifies, or why it does not.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use decode_jwt::input;
use fetch_token::{Client, IssuerUrl, fetch_token, http, printable_json};
use realm::{print, remark, setting};
use secrecy::ExposeSecret;
use verify_signature::{Clock, PolicyArgs, Verifier, fetch_keys, fetch_metadata, tamper};

/// Verify a JWT with the issuer's keys and print its claims.
#[derive(Parser)]
struct Args {
    /// The token; without it, read from standard input, or on a terminal fetched and then tampered with
    token: Option<String>,
    /// The issuer that is trusted [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(long, env = "OAUTH_ISSUER", value_parser = setting(str::parse::<IssuerUrl>))]
    issuer: Option<IssuerUrl>,
    #[command(flatten)]
    policy: PolicyArgs,
    /// The scope to request, if no token is given
    #[arg(long, env = "OAUTH_SCOPE", default_value = "test_api_access", value_parser = setting(str::parse::<String>))]
    scope: String,
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

async fn run(mut args: Args) -> anyhow::Result<()> {
    // Before the issuer is looked for: the program before the pipe may host the realm.
    let given = input::token_argument_or_stdin(args.token.take())?;
    let realm = realm::issuer(args.issuer.take()).await?;
    let result = verify(given, &realm.url().parse()?, args).await;
    realm.close().await;
    result
}

async fn verify(given: Option<String>, issuer: &IssuerUrl, args: Args) -> anyhow::Result<()> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer.as_str()).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri()?).await?;
    let verifier = Verifier::new(args.policy.policy(issuer.as_str()), Clock::system());
    let verify = |token: &str| verifier.verify(token, &keys).context("refused");

    if let Some(token) = given {
        print(printable_json(&verify(&token)?))?;
        remark(format_args!("verified: signed by {issuer}"));
        return Ok(());
    }
    remark("no token given: fetching one");
    let client = Client::from_env(issuer)?;
    let response = fetch_token(&http, &metadata.token_endpoint()?, &client, &args.scope).await?;
    let token = response.access_token.expose_secret();
    print(printable_json(&verify(token)?))?;
    remark("verified; now the same token, with scope changed to \"admin\" by an attacker:");
    let forged = tamper(token, "scope", "admin".into())?;
    match verify(&forged) {
        Ok(_) => anyhow::bail!("the forged token was accepted"),
        Err(error) => remark(format_args!("{error:#}")),
    }
    Ok(())
}
