//! `06-client-assertion`: the story of two clients, one with a secret and one with a key; and its parts,
//! to be called one by one.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod story;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use client_assertion::{
    Algorithm, ClientKey, TEST_CLIENT_ID, client_from_env, create_key_file, public_jwks,
    read_key_file,
};
use fetch_token::{IssuerUrl, fetch_token, http, printable_json};
use realm::{print, remark, setting};
use secrecy::ExposeSecret;
use verify_signature::fetch_metadata;

/// Authenticate a client by a key instead of a secret (RFC 7523). Without a command: the story of a log
/// that was read.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The authorization server [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(
        long,
        env = "OAUTH_ISSUER",
        global = true,
        value_parser = setting(str::parse::<IssuerUrl>)
    )]
    issuer: Option<IssuerUrl>,
    /// Scopes to request, separated by spaces; "" for the client's defaults
    #[arg(
        long,
        env = "OAUTH_SCOPE",
        default_value = "test_api_access",
        global = true,
        value_parser = setting(str::parse::<String>)
    )]
    scope: String,
}

#[derive(Subcommand)]
enum Command {
    /// Make a key, and print the JWK Set to register
    Key {
        /// The new file; it is never overwritten
        file: PathBuf,
        /// What the key signs with: ES256, EdDSA, PS256 or RS256
        #[arg(long, default_value_t = Algorithm::default(), value_parser = setting(str::parse::<Algorithm>))]
        algorithm: Algorithm,
        /// A key that is in use, whose public half stays in the set for the time of a rotation
        #[arg(long)]
        with: Vec<PathBuf>,
    },
    /// Print the JWK Set of keys that there are
    Jwks {
        /// Their files
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Fetch a token and print it
    Fetch,
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
    match args.command {
        Some(Command::Key {
            file,
            algorithm,
            with,
        }) => {
            let mut keys = read(&with)?;
            let key = ClientKey::generate(algorithm)?;
            create_key_file(&file, &key)?;
            keys.insert(0, key);
            print(printable_json(&public_jwks(&keys)))?;
            remark(format_args!(
                "the private key is in {}, and leaves it for nobody; register the set above",
                file.display()
            ));
            return Ok(());
        }
        Some(Command::Jwks { files }) => {
            return Ok(print(printable_json(&public_jwks(&read(&files)?)))?);
        }
        Some(Command::Fetch) | None => {}
    }
    let realm = realm::issuer(args.issuer).await?;
    let issuer = realm.url().parse()?;
    if args.command.is_none() {
        let told = story::tell(&issuer, &args.scope).await;
        realm.close().await;
        return told;
    }
    let token = fetch(&issuer, &args.scope).await;
    // Before the token is printed: the next program of a pipe must not find a realm that is about to
    // end with this process.
    realm.close().await;
    Ok(print(token?)?)
}

async fn fetch(issuer: &IssuerUrl, scope: &str) -> anyhow::Result<String> {
    let client = client_from_env(issuer, "OAUTH_CLIENT_ID", TEST_CLIENT_ID)?;
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer.as_str()).await?;
    let response = fetch_token(&http, &metadata.token_endpoint()?, &client, scope).await?;
    Ok(response.access_token.expose_secret().to_owned())
}

fn read(files: &[PathBuf]) -> anyhow::Result<Vec<ClientKey>> {
    let keys = files.iter().map(|file| read_key_file(file, None));
    Ok(keys.collect::<Result<_, _>>()?)
}
