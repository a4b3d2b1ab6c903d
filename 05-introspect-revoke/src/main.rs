//! `05-introspect-revoke`: the story of a revoked token; and its parts, to be called one by one.

mod api;
mod ask;
mod measure;
mod replica;
mod stage;
mod story;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};
use decode_jwt::input::token_argument_or_stdin;
use introspect_revoke::CACHE_LIFETIME;
use replica::CutOff;
use resource_server::{RequiredScope, Resource};
use verify_signature::{Clock, Policy, Verifier};

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
        /// For how many seconds an answer of the issuer is used; 0 asks about every request
        #[arg(long, env = "INTROSPECTION_CACHE_SECONDS", default_value_t = CACHE_LIFETIME.as_secs())]
        cache_seconds: u64,
        /// What to do while the engine at REVOCATIONS_URL, if that is set, cannot be heard
        #[arg(long, value_enum, default_value = "refuse")]
        when_cut_off: CutOff,
    },
    /// Compare the judges: requests per second, questions to the issuer, and how long each accepts a
    /// token that was revoked
    Measure {
        /// For how many seconds an answer of the issuer is used
        #[arg(long, env = "INTROSPECTION_CACHE_SECONDS", default_value_t = CACHE_LIFETIME.as_secs())]
        cache_seconds: u64,
        /// For how many seconds each is put under load
        #[arg(long, default_value_t = 3)]
        load_seconds: u64,
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
            ask::introspect_token(issuer.url(), &token.unwrap_or_default()).await
        }
        Some(Command::Revoke { token }) => {
            replica::revoke_for_all(&verifier, &token.unwrap_or_default()).await
        }
        Some(Command::Serve {
            judge,
            listen,
            public_url,
            cache_seconds,
            when_cut_off,
        }) => {
            let cache = Duration::from_secs(cache_seconds);
            let judges = (judge, cache, when_cut_off);
            api::run(verifier, args.scope, judges, &listen, public_url).await
        }
        Some(Command::Measure {
            cache_seconds,
            load_seconds,
        }) => {
            let cache = Duration::from_secs(cache_seconds);
            let load = Duration::from_secs(load_seconds);
            measure::run(&verifier, &args.scope, cache, load).await
        }
    };
    issuer.close().await;
    result
}
