//! `05-introspect-revoke`: the story of a revoked token; and its parts, to be called one by one.

mod story;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand, ValueEnum};
use decode_jwt::input::token_argument_or_stdin;
use fetch_token::{AuthMethod, Client, http};
use introspect_revoke::{
    AskError, HybridJudge, Introspection, IntrospectionJudge, Revocation, introspect,
    resource_client, revoke,
};
use resource_server::{
    ApiConfig, IssuerKeys, KeyTimes, Limits, LocalJudge, RequiredScope, Resource, app, init_log,
    listen, serve, shutdown_signal,
};
use serde_json::json;
use verify_signature::{Clock, Policy, Verifier, fetch_metadata};

/// Revoke tokens and ask the issuer about them. Without a command: the story of one token.
#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// The issuer [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(long, env = "OAUTH_ISSUER", global = true)]
    issuer: Option<String>,
    /// The API's name, which a token's `aud` must contain
    #[arg(
        long,
        env = "OAUTH_AUDIENCE",
        default_value = "test_api_resource",
        global = true
    )]
    audience: String,
    /// The scope that is asked for and demanded
    #[arg(
        long,
        env = "OAUTH_SCOPE",
        default_value = "test_api_access",
        global = true
    )]
    scope: RequiredScope,
}

#[derive(Subcommand)]
enum Command {
    /// Ask the issuer whether a token is active (RFC 7662), as the API
    Introspect {
        /// The token; without it, standard input is read
        token: Option<String>,
    },
    /// Revoke a token (RFC 7009), as the client
    Revoke {
        /// The token; without it, standard input is read
        token: Option<String>,
    },
    /// Serve the API of step 04 with another judge
    Serve {
        /// Who decides about tokens
        #[arg(long, value_enum, default_value = "introspect")]
        judge: JudgeKind,
        /// Address and port
        #[arg(long, env = "LISTEN", default_value = "127.0.0.1:50100")]
        listen: String,
        /// The URL under which clients reach the API [default: http:// and the address]
        #[arg(long, env = "PUBLIC_URL")]
        public_url: Option<Resource>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum JudgeKind {
    /// the issuer, asked about every token
    Introspect,
    /// the signature first, then the issuer
    Hybrid,
    /// the signature alone, as in step 04
    Local,
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

async fn run(mut args: Args) -> anyhow::Result<()> {
    verify_signature::install_crypto();
    // Before the issuer is looked for: the program before the pipe may be hosting the realm.
    if let Some(Command::Introspect { token } | Command::Revoke { token }) = &mut args.command {
        let given = token_argument_or_stdin(token.take())?;
        *token = Some(given.context("give a token as argument or on standard input")?);
    }
    let issuer = realm::issuer(args.issuer).await?;
    let verifier = Verifier::new(Policy::new(issuer.url(), args.audience), Clock::system());
    let result = match args.command {
        None => story::tell(&verifier, &args.scope).await,
        Some(Command::Introspect { token }) => {
            ask_about(issuer.url(), &token.unwrap_or_default()).await
        }
        Some(Command::Revoke { token }) => {
            give_back(issuer.url(), &token.unwrap_or_default()).await
        }
        Some(Command::Serve {
            judge,
            listen,
            public_url,
        }) => api(verifier, args.scope, judge, &listen, public_url).await,
    };
    issuer.close().await;
    result
}

async fn ask_about(issuer: &str, token: &str) -> anyhow::Result<()> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer).await?;
    let endpoint = metadata
        .introspection_endpoint
        .ok_or(AskError::NoEndpoint("introspection_endpoint"))?;
    match introspect(&http, &endpoint, &resource_client()?, token).await? {
        Introspection::Active(members) => println!("{}", serde_json::to_string_pretty(&members)?),
        Introspection::Inactive => {
            println!(
                "{}",
                serde_json::to_string_pretty(&json!({"active": false}))?
            );
            bail!(
                "the token is not active: expired, revoked, not this issuer's or not for this API"
            );
        }
    }
    Ok(())
}

async fn give_back(issuer: &str, token: &str) -> anyhow::Result<()> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer).await?;
    let endpoint = metadata
        .revocation_endpoint
        .ok_or(AskError::NoEndpoint("revocation_endpoint"))?;
    let client = Client::from_env(AuthMethod::Post)?;
    match revoke(&http, &endpoint, &client, token).await? {
        Revocation::Revoked => eprintln!("revoked: {issuer} will not call it active again"),
        Revocation::Unknown => eprintln!("nothing to revoke: {issuer} does not know this token"),
    }
    Ok(())
}

async fn api(
    verifier: Verifier,
    scope: RequiredScope,
    judge: JudgeKind,
    address: &str,
    public_url: Option<Resource>,
) -> anyhow::Result<()> {
    init_log();
    let listener = listen(address).await.context("LISTEN")?;
    let url = format!("http://{}", listener.local_addr()?);
    let issuer = verifier.policy().issuer.clone();
    let resource = match public_url {
        Some(resource) => resource,
        None => url.parse().context("PUBLIC_URL")?,
    };
    let config = ApiConfig {
        resource,
        issuer: issuer.clone(),
        scope,
    };

    let http = http::client()?;
    let keys = IssuerKeys::new(http.clone(), &issuer, KeyTimes::default());
    let local = LocalJudge::new(verifier.clone(), keys);
    let asking = IntrospectionJudge::new(http, resource_client()?, verifier);
    let (app, judge) = match judge {
        JudgeKind::Local => (app(&config, Arc::new(local)), "the signature"),
        JudgeKind::Introspect => (
            app(&config, Arc::new(asking)),
            "the issuer, by introspection",
        ),
        JudgeKind::Hybrid => {
            let judge = HybridJudge::new(local, asking);
            (
                app(&config, Arc::new(judge)),
                "the signature, then the issuer",
            )
        }
    };
    eprintln!("the API is at {url}, for tokens of {issuer}; Ctrl-C ends it");
    eprintln!("who decides about a token: {judge}");
    serve(listener, app, Limits::default(), shutdown_signal()).await;
    Ok(())
}
