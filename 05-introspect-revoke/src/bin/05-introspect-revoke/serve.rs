//! `serve`: the API of step 04 with one of three validators.

use std::time::Duration;

use anyhow::Context;
use introspect_revoke::JwtThenIntrospection;
use resource_server::{
    ApiConfig, Limits, RequiredScope, Resource, init_log, listen, serve, shutdown_signal,
};
use verify_signature::Verifier;

use crate::ValidatorKind;
use crate::demo::validators;
use crate::replica::Replica;

/// Serves it until Ctrl-C or SIGTERM.
pub(crate) async fn run(
    verifier: Verifier,
    scope: RequiredScope,
    kind: ValidatorKind,
    cache_ttl: Duration,
    replica: Replica,
    address: &str,
    public_url: Option<Resource>,
) -> anyhow::Result<()> {
    let _log = init_log()?;
    let listener = listen(address).await.context("LISTEN")?;
    let url = format!("http://{}", listener.local_addr()?);
    let issuer = verifier.policy().issuer.clone();
    verify_signature::metadata_url(&issuer)?;
    let resource = match public_url {
        Some(resource) => resource,
        None => url.parse().context("PUBLIC_URL")?,
    };
    let config = ApiConfig {
        resource,
        issuer: issuer.clone(),
        scope,
    };

    let (jwt, introspection) = validators(&verifier)?;
    let introspection = introspection.with_cache_ttl(cache_ttl);
    let seconds = cache_ttl.as_secs();
    let (app, description) = match kind {
        ValidatorKind::Jwt => (replica.app(&config, jwt), "by signature".to_owned()),
        ValidatorKind::Introspection => (
            replica.app(&config, introspection),
            format!("by introspection, cached for {seconds} s"),
        ),
        ValidatorKind::JwtThenIntrospection => (
            replica.app(&config, JwtThenIntrospection::new(jwt, introspection)),
            format!("by signature, then by introspection, cached for {seconds} s"),
        ),
    };
    eprintln!("the API is at {url}, for tokens of {issuer}; Ctrl-C ends it");
    eprintln!("tokens are validated {description}{replica}");
    serve(listener, app, Limits::default(), shutdown_signal()).await;
    Ok(())
}
