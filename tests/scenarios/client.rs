//! A client that runs longer than its token is good.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use fetch_token::{AuthMethod, TokenSource, http, token_endpoint};
use introspect_revoke::{Revocation, revoke};
use resource_server::{CallError, call_api_with};
use scenarios::{Program, Provider, Stage, snapshot};
use secrecy::ExposeSecret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use verify_signature::fetch_metadata;

use crate::api::{jwt_validator, start};
use crate::revocation::introspection_validator;
use crate::tokens::client;

fn source(stage: &Stage) -> anyhow::Result<TokenSource> {
    let endpoint = token_endpoint(&stage.issuer)?;
    let client = client(AuthMethod::Post);
    Ok(TokenSource::new(
        http::client()?,
        endpoint,
        client,
        "test_api_access",
    ))
}

/// An API that gives these answers one after the other, the last one from then on, and counts.
async fn api(answers: &'static [&'static str]) -> anyhow::Result<(String, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let calls = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&calls);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 8192];
            drop(stream.read(&mut request).await);
            let call = counter.fetch_add(1, Ordering::SeqCst);
            let answer = answers.get(call).or(answers.last()).unwrap_or(&"");
            drop(stream.write_all(answer.as_bytes()).await);
        }
    });
    Ok((url, calls))
}

macro_rules! answer {
    ($status:literal, $challenge:literal) => {
        concat!(
            "HTTP/1.1 ",
            $status,
            "\r\nconnection: close\r\nwww-authenticate: ",
            $challenge,
            "\r\n\r\n"
        )
    };
}

const REJECTED: &str = answer!("401 Unauthorized", "Bearer error=\"invalid_token\"");
const GOOD: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"message\": \"welcome\"}";

pub(crate) async fn one_token_serves_many_calls(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let url = start(&stage.issuer, jwt_validator(&stage)?).await?;
    let (http, source) = (http::client()?, source(&stage)?);
    let token = source.token().await?;
    let url = format!("{url}/api/private-scoped");
    for _ in 0..2 {
        let mut renewals = 0;
        call_api_with(&http, &url, &source, || renewals += 1).await?;
        assert_eq!(renewals, 0);
    }
    assert!(Arc::ptr_eq(&token, &source.token().await?));
    Ok(())
}

pub(crate) async fn a_revoked_token_is_renewed_once(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let validator = introspection_validator(&stage, "test-api-resource-secret")?;
    let url = start(&stage.issuer, validator).await? + "/api/private-scoped";
    let (http, source) = (http::client()?, source(&stage)?);
    let first = source.token().await?;
    call_api_with(&http, &url, &source, || ()).await?;

    let metadata = fetch_metadata(&http, &stage.issuer).await?;
    let endpoint = metadata.revocation_endpoint.context("no endpoint")?;
    let client = client(AuthMethod::Post);
    let revoked = revoke(&http, &endpoint, &client, first.expose_secret()).await?;
    assert_eq!(revoked, Revocation::Revoked);

    let mut renewals = 0;
    call_api_with(&http, &url, &source, || renewals += 1).await?;
    assert_eq!(renewals, 1);
    assert!(!Arc::ptr_eq(&first, &source.token().await?));
    Ok(())
}

pub(crate) async fn only_an_invalid_token_is_renewed(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let rows: [(&'static [&'static str], usize, usize); 6] = [
        (&[GOOD], 1, 0),
        (&[REJECTED, GOOD], 2, 1),
        (&[REJECTED], 2, 1),
        (&[answer!("401 Unauthorized", "Bearer")], 1, 0),
        (
            &[answer!("401 Unauthorized", "Basic realm=\"invalid_token\"")],
            1,
            0,
        ),
        (
            &[answer!(
                "403 Forbidden",
                "Bearer error=\"insufficient_scope\""
            )],
            1,
            0,
        ),
    ];
    for (answers, expected_calls, expected_renewals) in rows {
        let (url, calls) = api(answers).await?;
        let mut renewals = 0;
        let source = source(&stage)?;
        let outcome = call_api_with(&http::client()?, &url, &source, || renewals += 1).await;
        let good = answers.last() == Some(&GOOD);
        assert_eq!(outcome.is_ok(), good, "{answers:?}: {outcome:?}");
        assert_eq!(calls.load(Ordering::SeqCst), expected_calls, "{answers:?}");
        assert_eq!(renewals, expected_renewals, "{answers:?}");
    }

    // An API that refuses every token costs one more call in a while, not one with every call.
    let (url, calls) = api(&[REJECTED]).await?;
    let source = source(&stage)?;
    for _ in 0..3 {
        let outcome = call_api_with(&http::client()?, &url, &source, || ()).await;
        assert!(
            matches!(outcome, Err(CallError::NotOk { .. })),
            "{outcome:?}"
        );
    }
    assert_eq!(calls.load(Ordering::SeqCst), 4);
    Ok(())
}

pub(crate) async fn the_program_renews_once(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let (url, calls) = api(&[REJECTED, GOOD]).await?;
    let program = Program::new("04-call-api")
        .env("OAUTH_ISSUER", &stage.issuer)
        .env("API_URL", url);
    let ran = tokio::task::spawn_blocking(move || program.run()).await??;
    snapshot("program-04-call-api-renewed", ran.report());
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    Ok(())
}
