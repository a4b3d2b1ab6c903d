//! The API of step 04 with one of three judges.

use std::time::Duration;

use anyhow::Context;
use introspect_revoke::HybridJudge;
use resource_server::{
    ApiConfig, Limits, RequiredScope, Resource, init_log, listen, serve, shutdown_signal,
};
use verify_signature::Verifier;

use crate::JudgeKind;
use crate::replica::{CutOff, Replica};
use crate::stage::judges;

/// Serves it until Ctrl-C or SIGTERM.
pub(crate) async fn run(
    verifier: Verifier,
    scope: RequiredScope,
    (judge, cache, when_cut_off): (JudgeKind, Duration, CutOff),
    address: &str,
    public_url: Option<Resource>,
) -> anyhow::Result<()> {
    init_log();
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

    let (local, asking) = judges(&verifier)?;
    let asking = asking.believing_for(cache);
    let seconds = cache.as_secs();
    let replica = Replica::from_env(&verifier, when_cut_off)?;
    let (app, judge) = match judge {
        JudgeKind::Local => (
            replica.app(&config, local),
            "the signature alone".to_owned(),
        ),
        JudgeKind::Introspect => (
            replica.app(&config, asking),
            format!("the issuer, whose answers are used for {seconds} s"),
        ),
        JudgeKind::Hybrid => (
            replica.app(&config, HybridJudge::new(local, asking)),
            format!("the signature, then the issuer, whose answers are used for {seconds} s"),
        ),
    };
    eprintln!("the API is at {url}, for tokens of {issuer}; Ctrl-C ends it");
    eprintln!("who decides about a token: {judge}{replica}");
    serve(listener, app, Limits::default(), shutdown_signal()).await;
    Ok(())
}
