//! `05-introspect-revoke`: the story of a revoked token; and its parts, to be called one by one.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod demo;
mod introspect;
mod measure;
mod replica;
mod serve;
mod story;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::{Parser, Subcommand, ValueEnum};
use decode_jwt::input::token_argument_or_stdin;
use fetch_token::IssuerUrl;
use introspect_revoke::replicas::OnDisconnect;
use introspect_revoke::{CACHE_TTL, OptionalClaims};
use realm::{remark, seconds, setting};
use replica::Replica;
use resource_server::{RequiredScope, ServeArgs};
use verify_signature::{Clock, PolicyArgs, Verifier};

/// Revoke tokens and ask the issuer about them. Without a command: the story of one token.
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
    /// Serve the API of step 04 with another validator
    Serve {
        /// How tokens are validated
        #[arg(long, alias = "judge", value_enum, default_value = "introspection")]
        validator: ValidatorKind,
        #[command(flatten)]
        api: ServeArgs,
        /// How many seconds an introspection result is cached; 0 introspects for every request
        #[arg(long, env = "INTROSPECTION_CACHE_SECONDS", default_value_t = CACHE_TTL.as_secs(), value_parser = setting(seconds::<u64>))]
        cache_seconds: u64,
        /// Which of exp, iss and aud the issuer leaves out of its responses and checks itself
        #[arg(long, env = "INTROSPECTION_OPTIONAL_CLAIMS", value_parser = setting(str::parse::<OptionalClaims>))]
        optional_claims: Option<OptionalClaims>,
        /// What to do while the server at REVOCATIONS_URL, if that is set, cannot be reached
        #[arg(long, value_enum, default_value = "fail-closed")]
        on_disconnect: Disconnected,
    },
    /// Compare the validators: requests per second, requests to the issuer, and how long each accepts a
    /// token that was revoked
    Measure {
        /// How many seconds an introspection result is cached
        #[arg(long, env = "INTROSPECTION_CACHE_SECONDS", default_value_t = CACHE_TTL.as_secs(), value_parser = setting(seconds::<u64>))]
        cache_seconds: u64,
        /// How many seconds each is put under load
        #[arg(long, default_value_t = 3)]
        load_seconds: u64,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum ValidatorKind {
    /// by introspection
    #[value(alias = "introspect")]
    Introspection,
    /// by signature, then by introspection
    #[value(alias = "hybrid")]
    JwtThenIntrospection,
    /// by signature, as in step 04
    #[value(alias = "local")]
    Jwt,
}

#[derive(Clone, Copy, ValueEnum)]
enum Disconnected {
    /// use the known revocations: a token that is revoked meanwhile is accepted
    FailOpen,
    /// refuse every token until the connection is back
    FailClosed,
}

impl From<Disconnected> for OnDisconnect {
    fn from(value: Disconnected) -> Self {
        match value {
            Disconnected::FailOpen => Self::FailOpen,
            Disconnected::FailClosed => Self::FailClosed,
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

async fn run(mut args: Args) -> anyhow::Result<()> {
    // Before the issuer is looked for: the program before the pipe may host the realm.
    if let Some(Command::Introspect { token } | Command::Revoke { token }) = &mut args.command {
        let given = token_argument_or_stdin(token.take())?;
        *token = Some(given.context("give a token as argument or on standard input")?);
    }
    let listening = match &args.command {
        Some(Command::Serve { api, .. }) => match api.start().await? {
            Some(listening) => Some(listening),
            None => return Ok(()),
        },
        _ => None,
    };
    let issuer = realm::issuer(args.issuer).await?;
    let verifier = Verifier::new(args.policy.policy(issuer.url()), Clock::system());
    let result = match args.command {
        None => story::tell(&verifier, &args.scope).await,
        Some(Command::Introspect { token }) => {
            introspect::introspect_token(&issuer.url().parse()?, &token.unwrap_or_default()).await
        }
        Some(Command::Revoke { token }) => {
            replica::revoke_for_all(&verifier, &token.unwrap_or_default()).await
        }
        Some(Command::Serve {
            validator,
            api: options,
            cache_seconds,
            optional_claims,
            on_disconnect,
        }) => {
            let api = listening.context("the API does not listen")?;
            let replica = Replica::from_env(&verifier, on_disconnect.into())?;
            let validation = serve::Validation {
                kind: validator,
                jwks_cache: options.jwks_cache(),
                introspection_ttl: Duration::from_secs(cache_seconds),
                optional_claims: optional_claims.unwrap_or_default(),
            };
            serve::run(verifier, args.scope, validation, replica, api).await
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
