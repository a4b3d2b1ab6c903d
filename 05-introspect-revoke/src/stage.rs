//! The API of step 04 with one judge or another, for programs that compare them.

use std::sync::Arc;

use fetch_token::http;
use introspect_revoke::{IntrospectionJudge, resource_client};
use reqwest::StatusCode;
use resource_server::{
    ApiConfig, CallError, IssuerKeys, Judge, KeyTimes, Limits, LocalJudge, RequiredScope, app,
    call_api, listen, serve,
};
use secrecy::SecretString;
use verify_signature::Verifier;

/// Who may decide in this process: the one by the signature, the other by asking.
pub(crate) fn judges(verifier: &Verifier) -> anyhow::Result<(LocalJudge, IntrospectionJudge)> {
    let http = http::client()?;
    let issuer = &verifier.policy().issuer;
    let keys = IssuerKeys::new(http.clone(), issuer, KeyTimes::default());
    let local = LocalJudge::new(verifier.clone(), keys);
    let asking = IntrospectionJudge::new(http, resource_client()?, verifier.clone());
    Ok((local, asking))
}

/// Serves the API on a free port, as long as this process lives, and returns its URL.
pub(crate) async fn start(
    verifier: &Verifier,
    scope: &RequiredScope,
    judge: impl Judge,
) -> anyhow::Result<String> {
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let issuer = verifier.policy().issuer.clone();
    let config = ApiConfig {
        resource: url.parse()?,
        issuer,
        scope: scope.clone(),
    };
    tokio::spawn(serve(
        listener,
        app(&config, Arc::new(judge)),
        Limits::default(),
        std::future::pending(),
    ));
    Ok(url)
}

/// The status of the API's answer.
pub(crate) async fn call(
    http: &reqwest::Client,
    api: &str,
    token: &SecretString,
) -> anyhow::Result<StatusCode> {
    match call_api(http, &format!("{api}/api/private-scoped"), token).await {
        Ok(_) => Ok(StatusCode::OK),
        Err(CallError::NotOk { status, .. }) => Ok(status),
        Err(error) => Err(error.into()),
    }
}
