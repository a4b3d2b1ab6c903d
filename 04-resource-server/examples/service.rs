//! A service of your own on top of step 04: no course realm, no default issuer, no command line parser.
//!
//! Copy it, and replace the two routes. It needs `default-features = false` of this crate.
#![warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)]

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use std::{env, future, io};

use anyhow::Context;
use axum::routing::get;
use axum::{Json, Router};
use fetch_token::{IssuerUrl, http};
use resource_server::{
    Caller, Guard, JwksCache, JwksCacheConfig, JwtValidator, Limits, RequiredScope, Resource,
    TokenCache, TokenValidator, health_routes, healthcheck, init_log, layers, listen, metrics_app,
    serve, settings, shutdown_signal,
};
use verify_signature::{Clock, Policy, Verifier};

/// What the operator decides. There is no default for the first three.
pub(crate) struct Settings {
    issuer: IssuerUrl,
    audience: String,
    resource: Resource,
    listen: String,
    metrics: Option<String>,
    drain: Duration,
}

impl Settings {
    /// Reads the variables with `variable`: a mistake is found before the first client finds it.
    pub(crate) fn read(variable: impl Fn(&str) -> Option<String>) -> anyhow::Result<Self> {
        let required = |name| variable(name).with_context(|| format!("{name} is not set"));
        let address =
            |name| variable(name).map(|text| settings::listen_address(&text).context("an address"));
        let audience = required("OAUTH_AUDIENCE")?;
        anyhow::ensure!(!audience.is_empty(), "OAUTH_AUDIENCE is empty");
        let drain = variable("DRAIN_SECONDS").unwrap_or_else(|| "5".to_owned());
        Ok(Self {
            issuer: required("OAUTH_ISSUER")?.parse()?,
            audience,
            resource: required("PUBLIC_URL")?.parse().context("PUBLIC_URL")?,
            listen: address("LISTEN")
                .transpose()?
                .unwrap_or_else(|| "127.0.0.1:50100".to_owned()),
            metrics: address("METRICS_LISTEN").transpose()?,
            drain: Duration::from_secs(drain.parse::<u16>().context("DRAIN_SECONDS")?.into()),
        })
    }
}

/// The service, and its validator.
pub(crate) fn app(
    settings: &Settings,
) -> anyhow::Result<(Router, Arc<impl TokenValidator + use<>>)> {
    let issuer = settings.issuer.as_str();
    let verifier = Verifier::new(Policy::new(issuer, &settings.audience), Clock::system());
    let keys = JwksCache::new(http::client()?, issuer, JwksCacheConfig::default());
    let validator = Arc::new(TokenCache::new(JwtValidator::new(verifier, keys)));
    let guard = Guard::new(Arc::clone(&validator), &settings.resource);

    let read: RequiredScope = "reports:read".parse()?;
    let metadata = settings.resource.metadata(&[issuer.to_owned()], &read);
    let routes = Router::new()
        .route("/whoami", guard.valid_token(get(whoami)))
        .route("/reports", guard.scope(&read, get(reports)))
        // Open, and meant to be: RFC 9728 §3, and the operators' routes.
        .route(
            settings.resource.metadata_url().path(),
            get(async move || Json(metadata)),
        )
        .merge(health_routes(Arc::clone(&validator)));
    Ok((layers(routes), validator))
}

async fn whoami(Caller(claims): Caller) -> String {
    claims.client_id.clone().unwrap_or_default()
}

/// What a scope cannot express, the handler decides: a client sees its own reports only.
async fn reports(Caller(claims): Caller) -> String {
    let owner = claims.client_id.as_deref().unwrap_or_default();
    format!("the reports of {owner}")
}

async fn run() -> anyhow::Result<()> {
    let settings = Settings::read(|name| env::var(name).ok())?;
    if env::args().nth(1).as_deref() == Some("--healthy") {
        return healthcheck(&settings.listen).await.context("not healthy");
    }
    let log = init_log()?; // a separate thread writes the lines
    let (app, validator) = app(&settings)?;
    let limits = Limits {
        drain: settings.drain,
        ..Limits::for_this_process()
    };
    if let Some(address) = &settings.metrics {
        let listener = listen(address).await.context("METRICS_LISTEN")?;
        let never = future::pending();
        tokio::spawn(serve(listener, metrics_app(), Limits::default(), never));
    }
    let listener = listen(&settings.listen).await.context("LISTEN")?;
    // Early, so that the log shows an unreachable issuer before the first request.
    tokio::spawn(async move { validator.ready().await.ok() });
    serve(listener, app, limits, shutdown_signal()).await;
    drop(log);
    Ok(())
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            writeln!(io::stderr(), "error: {error:#}").ok();
            ExitCode::FAILURE
        }
    }
}
