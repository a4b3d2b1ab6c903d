//! `serve`: the API of step 04 for tokens that are bound to a key.

use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use clap::{Args, ValueEnum};
use dpop::{
    Dpop, MemoryReplayStore, Nonces, OnDisconnect, ProofVerifier, RedisReplayStore, ReplayStore,
    app,
};
use fetch_token::http;
use fetch_token::settings::secret;
use realm::{remark, seconds, setting};
use resource_server::{
    ApiConfig, JwksCache, JwtValidator, Listening, RequiredScope, Resource, ServeArgs, TokenCache,
    TokenValidator,
};
use verify_signature::{BoundTokens, Clock, Policy, Verifier};

#[derive(Debug, Args)]
pub(crate) struct ServeDpopArgs {
    #[command(flatten)]
    pub(crate) api: ServeArgs,
    /// Which tokens are accepted: `required` takes only bound ones with a proof, `optional` also bearer tokens
    /// that are not bound
    #[arg(long, env = "DPOP", default_value = "optional", value_parser = setting(mode))]
    dpop: Mode,
    /// Require proofs with a nonce of this API, which is accepted for so many seconds; 0 requires none
    #[arg(long, env = "DPOP_NONCE_SECONDS", default_value_t = 0, value_parser = setting(seconds::<u32>))]
    nonce_seconds: u32,
    /// How many used proofs are remembered; when there are more, requests are refused with 503
    #[arg(long, env = "DPOP_REPLAY_CAPACITY", default_value_t = 200_000, value_parser = setting(capacity))]
    replay_capacity: usize,
    /// What to do while the server at DPOP_REPLAY_URL, if that is set, cannot be reached
    #[arg(long, value_enum, default_value = "fail-closed")]
    on_disconnect: Disconnected,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Optional,
    Required,
}

fn mode(text: &str) -> Result<Mode, String> {
    match text {
        "optional" => Ok(Mode::Optional),
        "required" => Ok(Mode::Required),
        _ => Err(format!("{text:?} is neither optional nor required")),
    }
}

/// At most what takes about 5 GB, as the memory is allocated when the program starts.
fn capacity(text: &str) -> Result<usize, String> {
    const MAX: usize = 100_000_000;
    let capacity = text
        .parse()
        .ok()
        .filter(|capacity| (1..=MAX).contains(capacity));
    capacity.ok_or_else(|| {
        format!("{text:?} is not a number of proofs from 1 to {MAX}, such as 200000")
    })
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Disconnected {
    /// rely on what this replica has seen: a used proof is accepted once at each other
    FailOpen,
    /// refuse every bound token until the connection is back
    FailClosed,
}

/// Serves it until Ctrl-C or SIGTERM.
pub(crate) async fn run(
    policy: Policy,
    scope: RequiredScope,
    options: ServeDpopArgs,
    mut api: Listening,
) -> anyhow::Result<()> {
    if options.api.public_url().is_none() {
        api.resource = as_clients_name_it(&api.url)?;
    }
    let url = api.resource.identifier().to_owned();
    let issuer = policy.issuer.clone();
    let clock = Clock::system();
    let keys = JwksCache::new(http::client()?, &issuer, options.api.jwks_cache());
    let validator = Arc::new(validator(policy, keys));
    let config = ApiConfig {
        resource: api.resource.clone(),
        issuers: vec![issuer.clone()],
        scope,
    };
    let used = MemoryReplayStore::with_capacity(clock.clone(), options.replay_capacity);
    let (app, shared) = match secret("DPOP_REPLAY_URL")? {
        None => (router(&config, &validator, &options, used)?, ""),
        Some(server) => {
            let on_disconnect = match options.on_disconnect {
                Disconnected::FailOpen => OnDisconnect::FailOpen,
                Disconnected::FailClosed => OnDisconnect::FailClosed,
            };
            let used = RedisReplayStore::new(&server, &url, used, clock, on_disconnect)?;
            let app = router(&config, &validator, &options, used)?;
            (app, ", shared with other replicas")
        }
    };
    remark(format_args!(
        "the API is at {url}, for tokens of {issuer}; Ctrl-C ends it. Try:"
    ));
    remark("  cargo 07 call        (in another terminal: with a bound token)");
    if options.dpop == Mode::Optional {
        remark("  cargo 04-call        (with a bearer token)");
    }
    remark(format_args!("used proofs are remembered{shared}"));
    // Early, so that the log shows an unreachable issuer before the first request.
    tokio::spawn(async move { validator.ready().await.ok() });
    api.serve(app).await;
    Ok(())
}

fn router(
    config: &ApiConfig,
    validator: &Arc<TokenCache>,
    options: &ServeDpopArgs,
    used: impl ReplayStore,
) -> anyhow::Result<Router> {
    let dpop = Dpop::new(&config.resource, ProofVerifier::new(Clock::system()), used)
        .required(options.dpop == Mode::Required);
    let dpop = match options.nonce_seconds {
        0 => dpop,
        seconds => {
            let nonces = Nonces::new(Clock::system(), seconds.into());
            dpop.with_nonces(nonces.context("the machine has no randomness")?)
        }
    };
    Ok(app(config, Arc::clone(validator), dpop))
}

/// The validator of step 04, which leaves bound tokens to its caller.
pub(crate) fn validator(policy: Policy, keys: JwksCache) -> TokenCache {
    let policy = Policy {
        bound_tokens: BoundTokens::VerifiedByCaller,
        ..policy
    };
    TokenCache::new(JwtValidator::new(
        Verifier::new(policy, Clock::system()),
        keys,
    ))
}

/// On this machine the clients of the course say `localhost`, and a proof names the URL that its client
/// used.
fn as_clients_name_it(url: &str) -> anyhow::Result<Resource> {
    let url = match url.strip_prefix("http://127.0.0.1:") {
        Some(port) => format!("http://localhost:{port}"),
        None => url.to_owned(),
    };
    Ok(url.parse()?)
}
