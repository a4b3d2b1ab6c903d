//! The story of a token: fetched, used, revoked, and used again.

use std::sync::Arc;

use anyhow::Context;
use fetch_token::{AuthMethod, Client, fetch_token, http};
use introspect_revoke::{AskError, IntrospectionJudge, resource_client, revoke};
use resource_server::{
    ApiConfig, CallError, IssuerKeys, Judge, KeyTimes, Limits, LocalJudge, RequiredScope, app,
    call_api, listen, serve,
};
use secrecy::{ExposeSecret, SecretString};
use verify_signature::{Verifier, fetch_metadata};

/// Tells it, with the API of step 04 running twice: one judge for each.
pub(crate) async fn tell(verifier: &Verifier, scope: &RequiredScope) -> anyhow::Result<()> {
    let http = http::client()?;
    let issuer = &verifier.policy().issuer;
    let metadata = fetch_metadata(&http, issuer).await?;
    let keys = IssuerKeys::new(http.clone(), issuer, KeyTimes::default());
    let local = start(verifier, scope, LocalJudge::new(verifier.clone(), keys)).await?;
    let asking = IntrospectionJudge::new(http.clone(), resource_client()?, verifier.clone());
    let asking = start(verifier, scope, asking).await?;
    let client = Client::from_env(AuthMethod::Post)?;

    eprintln!("the client fetches a token from {issuer}, and calls two APIs with it");
    let response =
        fetch_token(&http, &metadata.token_endpoint, &client, &scope.to_string()).await?;
    let token = response.access_token;
    println!(
        "{:20}{:>22}{:>20}",
        "", "local verification", "introspection"
    );
    let row = async |when: &str| -> anyhow::Result<()> {
        let (local, asking) = (call(&http, &local, &token), call(&http, &asking, &token));
        println!("{when:20}{:>22}{:>20}", local.await?, asking.await?);
        Ok(())
    };
    row("with a fresh token").await?;

    eprintln!("the client revokes the token, and calls again");
    let endpoint = metadata
        .revocation_endpoint
        .context(AskError::NoEndpoint("revocation_endpoint"))?;
    revoke(&http, &endpoint, &client, token.expose_secret()).await?;
    row("after it was revoked").await?;

    let seconds = response.expires_in.unwrap_or_default();
    eprintln!(
        "the signature still holds, until the token expires {seconds} s after it was issued;"
    );
    eprintln!("only the issuer knows that the client gave it back");
    Ok(())
}

/// Serves the API on a free port, as long as this process lives, and returns its URL.
async fn start(
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
async fn call(http: &reqwest::Client, api: &str, token: &SecretString) -> anyhow::Result<String> {
    match call_api(http, &format!("{api}/api/private-scoped"), token).await {
        Ok(_) => Ok("200 OK".to_owned()),
        Err(CallError::NotOk { status, .. }) => Ok(status.to_string()),
        Err(error) => Err(error.into()),
    }
}
