//! `04-resource-server`: the tutorial's API, on port 50100 until Ctrl-C.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use fetch_token::{IssuerUrl, http};
use realm::{remark, setting};
use resource_server::{
    ApiConfig, JwksCache, JwtValidator, RequiredScope, ServeArgs, TokenCache, TokenValidator, app,
};
use verify_signature::{Clock, PolicyArgs, Verifier};

/// Serve an API that requires access tokens (RFC 6750).
#[derive(Parser)]
struct Args {
    /// The issuer that is trusted [default: http://localhost:8080/realms/myorg, embedded if absent]
    #[arg(long, env = "OAUTH_ISSUER", value_parser = setting(str::parse::<IssuerUrl>))]
    issuer: Option<IssuerUrl>,
    #[command(flatten)]
    policy: PolicyArgs,
    /// The scope that /api/private-scoped requires
    #[arg(long, env = "OAUTH_SCOPE", default_value = "test_api_access", value_parser = setting(str::parse::<RequiredScope>))]
    scope: RequiredScope,
    #[command(flatten)]
    serve: ServeArgs,
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
    let Some(api) = args.serve.start().await? else {
        return Ok(());
    };
    let issuer = realm::issuer(args.issuer).await?;
    let verifier = Verifier::new(args.policy.policy(issuer.url()), Clock::system());
    let keys = JwksCache::new(http::client()?, issuer.url(), args.serve.jwks_cache());
    let validator = Arc::new(TokenCache::new(JwtValidator::new(verifier, keys)));
    let config = ApiConfig {
        resource: api.resource.clone(),
        issuers: vec![issuer.url().to_owned()],
        scope: args.scope,
    };
    let app = app(&config, Arc::clone(&validator));
    let url = &api.url;
    remark(format_args!(
        "the API is at {url}, for tokens of {}; Ctrl-C ends it. Try:",
        issuer.url()
    ));
    remark(format_args!("  curl -i {url}/api/public"));
    remark(format_args!("  curl -i {url}/api/private"));
    remark("  cargo run --bin 04-call-api        (in another terminal: with a token)");
    // Early, so that the log shows an unreachable issuer before the first request.
    tokio::spawn(async move { validator.ready().await.ok() });
    api.serve(app).await;
    issuer.close().await;
    Ok(())
}
