//! `04-resource-server`: the tutorial's API, on port 50100 until Ctrl-C.
#![cfg_attr(not(test), warn(clippy::arithmetic_side_effects))]

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::Parser;
use fetch_token::{IssuerUrl, http};
use realm::{remark, setting};
use resource_server::{
    ApiConfig, JwksCache, JwksCacheConfig, JwtValidator, Limits, RequiredScope, Resource,
    TokenCache, TokenValidator, app, healthcheck, init_log, listen, metrics_app, serve, settings,
    shutdown_signal,
};
use verify_signature::{Clock, Policy, Verifier};

/// Serve an API that requires access tokens (RFC 6750).
#[derive(Parser)]
struct Args {
    /// The issuer that is trusted [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(long, env = "OAUTH_ISSUER", value_parser = setting(str::parse::<IssuerUrl>))]
    issuer: Option<IssuerUrl>,
    /// This API's name, which a token's `aud` must contain
    #[arg(long, env = "OAUTH_AUDIENCE", default_value = "test_api_resource", value_parser = setting(fetch_token::settings::audience))]
    audience: String,
    /// The scope that /api/private-scoped requires
    #[arg(long, env = "OAUTH_SCOPE", default_value = "test_api_access", value_parser = setting(str::parse::<RequiredScope>))]
    scope: RequiredScope,
    /// Address and port
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:50100", value_parser = setting(settings::listen_address))]
    listen: String,
    /// The URL under which clients reach the API [default: http:// and the address]
    #[arg(long, env = "PUBLIC_URL", value_parser = setting(str::parse::<Resource>))]
    public_url: Option<Resource>,
    /// Address and port of /metrics for Prometheus [default: no metrics]
    #[arg(long, env = "METRICS_LISTEN", value_parser = setting(settings::listen_address))]
    metrics_listen: Option<String>,
    /// Start nothing: check whether the API at this address runs, and exit with 0 or 1
    #[arg(long)]
    healthy: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let done = if args.healthy {
        healthcheck(&args.listen).await.context("not healthy")
    } else {
        run(args).await
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(args: Args) -> anyhow::Result<()> {
    settings::log_from_env()?;
    init_log();
    verify_signature::install_crypto();
    let listener = listen(&args.listen).await.context("LISTEN")?;
    let url = format!("http://{}", listener.local_addr()?);
    let resource = match args.public_url {
        Some(resource) => resource,
        None => settings::default_resource(listener.local_addr()?)?,
    };
    if let Some(address) = &args.metrics_listen {
        let listener = listen(address).await.context("METRICS_LISTEN")?;
        let address = listener.local_addr()?;
        remark(format_args!("metrics are at http://{address}/metrics"));
        let never = std::future::pending();
        tokio::spawn(serve(listener, metrics_app(), Limits::default(), never));
    }
    let issuer = realm::issuer(args.issuer).await?;

    let verifier = Verifier::new(Policy::new(issuer.url(), args.audience), Clock::system());
    let keys = JwksCache::new(http::client()?, issuer.url(), JwksCacheConfig::default());
    let validator = Arc::new(TokenCache::new(JwtValidator::new(verifier, keys)));
    let config = ApiConfig {
        resource,
        issuer: issuer.url().to_owned(),
        scope: args.scope,
    };
    let app = app(&config, Arc::clone(&validator));
    remark(format_args!(
        "the API is at {url}, for tokens of {}; Ctrl-C ends it. Try:",
        issuer.url()
    ));
    remark(format_args!("  curl -i {url}/api/public"));
    remark(format_args!("  curl -i {url}/api/private"));
    remark("  cargo run --bin 04-call-api        (in another terminal: with a token)");
    // Early, so that the log shows an unreachable issuer before the first request.
    tokio::spawn(async move { validator.ready().await.ok() });
    serve(listener, app, Limits::default(), shutdown_signal()).await;
    issuer.close().await;
    Ok(())
}
