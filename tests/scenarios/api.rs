//! Step 04: what the API answers to whom.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::signature::KeyPair;
use fetch_token::http;
use reqwest::RequestBuilder;
use resource_server::{
    ApiConfig, JwksCache, JwksCacheConfig, JwtValidator, Limits, TokenValidator, app, listen, serve,
};
use scenarios::forge::{self, rs256};
use scenarios::{Exchange, Provider, Stage, snapshot};
use serde_json::{Value, json};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use url::Url;
use verify_signature::{fetch_keys, fetch_metadata};

use crate::tokens::{token, verifier};

/// Serves the API on a free port until the process ends, and returns its URL.
pub(crate) async fn start(issuer: &str, validator: impl TokenValidator) -> anyhow::Result<String> {
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = ApiConfig {
        resource: url.parse()?,
        issuer: issuer.to_owned(),
        scope: "test_api_access".parse()?,
    };
    tokio::spawn(serve(
        listener,
        app(&config, Arc::new(validator)),
        Limits::default(),
        std::future::pending(),
    ));
    Ok(url)
}

pub(crate) fn jwt_validator(stage: &Stage) -> anyhow::Result<JwtValidator> {
    let keys = JwksCache::new(http::client()?, &stage.issuer, JwksCacheConfig::default());
    Ok(JwtValidator::new(verifier(stage), keys))
}

/// `claims` with some of them set to other values.
pub(crate) fn with(claims: &Value, changes: Value) -> Value {
    let mut claims = claims.clone();
    if let (Value::Object(claims), Value::Object(changes)) = (&mut claims, changes) {
        claims.extend(changes);
    }
    claims
}

pub(crate) async fn answers(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let api = start(&stage.issuer, jwt_validator(&stage)?).await?;
    let http = http::client()?;
    let good = token(&stage).await?;

    // What the realm would say, but for one thing.
    let key = forge::published_key()?;
    let header = forge::header(&good)?;
    let claims = forge::claims(&stage.issuer);
    let signed =
        |changes: Value| forge::token(&header, &with(&claims, changes), |input| rs256(&key, input));
    let now = forge::now();
    let none = forge::token(&json!({"alg": "none", "typ": "JWT"}), &claims, |_| {
        Vec::new()
    });
    let public: PublicKeyX509Der<'_> = key.public_key().as_der()?;
    let hs256 = with(&header, json!({"alg": "HS256"}));
    let hs256 = forge::token(&hs256, &claims, |input| {
        forge::hs256(public.as_ref(), input)
    });
    let stranger = forge::strangers_key()?;
    let strangers = forge::token(&header, &claims, |input| rs256(&stranger, input));
    let tampered = verify_signature::tamper(&good, "scope", json!("admin"))?;

    let rows: Vec<(&str, &str, Option<String>)> = vec![
        ("public", "/api/public", None),
        ("no-header", "/api/private", None),
        (
            "wrong-scheme",
            "/api/private",
            Some("Basic dGVzdDp0ZXN0".into()),
        ),
        ("no-token", "/api/private", Some("Bearer".into())),
        ("two-tokens", "/api/private", Some("Bearer a b".into())),
        ("garbage", "/api/private", Some("Bearer garbage".into())),
        ("good", "/api/private", Some(format!("Bearer {good}"))),
        (
            "good-scoped",
            "/api/private-scoped",
            Some(format!("Bearer {good}")),
        ),
        (
            "scheme-in-other-case",
            "/api/private",
            Some(format!("bEARER  {good}")),
        ),
        (
            "tampered",
            "/api/private",
            Some(format!("Bearer {tampered}")),
        ),
        ("alg-none", "/api/private", Some(format!("Bearer {none}"))),
        (
            "hs256-with-the-public-key",
            "/api/private",
            Some(format!("Bearer {hs256}")),
        ),
        (
            "strangers-signature",
            "/api/private",
            Some(format!("Bearer {strangers}")),
        ),
        (
            "other-issuer",
            "/api/private",
            Some(format!(
                "Bearer {}",
                signed(json!({"iss": "https://issuer.example/realms/myorg"}))
            )),
        ),
        (
            "other-audience",
            "/api/private",
            Some(format!("Bearer {}", signed(json!({"aud": "other"})))),
        ),
        (
            "expired",
            "/api/private",
            Some(format!("Bearer {}", signed(json!({"exp": now - 61})))),
        ),
        (
            "not-yet-valid",
            "/api/private",
            Some(format!("Bearer {}", signed(json!({"nbf": now + 300})))),
        ),
        (
            "id-token",
            "/api/private",
            Some(format!("Bearer {}", signed(json!({"typ": "ID"})))),
        ),
        (
            "missing-scope",
            "/api/private-scoped",
            Some(format!("Bearer {}", signed(json!({"scope": "other"})))),
        ),
        (
            "scope-that-begins-alike",
            "/api/private-scoped",
            Some(format!(
                "Bearer {}",
                signed(json!({"scope": "test_api_access_all"}))
            )),
        ),
        (
            "unscoped-route-needs-no-scope",
            "/api/private",
            Some(format!("Bearer {}", signed(json!({"scope": ""})))),
        ),
        ("not-found", "/api/nothing", None),
    ];
    let metadata = fetch_metadata(&http, &stage.issuer).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri).await?;
    let mut reasons = String::new();
    for (name, path, authorization) in rows {
        let request = http.get(format!("{api}{path}"));
        let request = match &authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        };
        snapshot(
            &format!("api-{name}"),
            Exchange::send(request).await?.to_string(),
        );
        // What the log says, where the caller sees only invalid_token.
        let token = authorization
            .as_deref()
            .and_then(|value| value.strip_prefix("Bearer "))
            .filter(|token| !token.contains(' '));
        if let Some(Err(refusal)) = token.map(|token| verifier(&stage).verify(token, &keys)) {
            reasons += &format!("{name}: {refusal}\n");
        }
    }
    snapshot("refusals", reasons);

    let twice = http.get(format!("{api}/api/private"));
    let twice = twice.bearer_auth(&good).bearer_auth(&good);
    snapshot("api-two-headers", Exchange::send(twice).await?.to_string());
    let elsewhere: Vec<RequestBuilder> = vec![
        http.get(format!("{api}/api/private?access_token={good}")),
        http.get(format!("{api}/api/private"))
            .form(&[("access_token", &good)]),
    ];
    for request in elsewhere {
        assert_eq!(
            Exchange::send(request).await?.status(),
            401,
            "only the header is read"
        );
    }
    let post = Exchange::send(http.post(format!("{api}/api/private"))).await?;
    assert_eq!(post.header("allow"), "GET,HEAD");
    snapshot("api-post", post.to_string());
    Ok(())
}

pub(crate) async fn metadata(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let api = start(&stage.issuer, jwt_validator(&stage)?).await?;
    let request = http::client()?.get(format!("{api}/.well-known/oauth-protected-resource"));
    snapshot("api-metadata", Exchange::send(request).await?.to_string());
    Ok(())
}

pub(crate) async fn unreachable_issuer_is_503_until_it_answers(
    provider: Provider,
) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let good = token(&stage).await?;
    // The issuer's name is part of its tokens, so it cannot be asked under another. The API reaches
    // it through a proxy, which is not there at first.
    let port = listen("127.0.0.1:0").await?.local_addr()?.port();
    let proxy = reqwest::Proxy::all(format!("http://127.0.0.1:{port}"))?;
    let through_proxy = reqwest::Client::builder().proxy(proxy).build()?;
    let times = JwksCacheConfig {
        retry_after_failure: Duration::from_millis(1),
        ..JwksCacheConfig::default()
    };
    let keys = JwksCache::new(through_proxy, &stage.issuer, times);
    let api = start(&stage.issuer, JwtValidator::new(verifier(&stage), keys)).await?;

    let http = http::client()?;
    let request = || {
        http.get(format!("{api}/api/private-scoped"))
            .bearer_auth(&good)
    };
    snapshot(
        "api-issuer-down",
        Exchange::send(request()).await?.to_string(),
    );
    let without_token = http.get(format!("{api}/api/private"));
    assert_eq!(
        Exchange::send(without_token).await?.status(),
        401,
        "nothing needs to be judged"
    );
    let _proxy = tokio::spawn(forward(port, Url::parse(&stage.issuer)?));
    let recovered = async {
        while Exchange::send(request()).await?.status() != 200 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        anyhow::Ok(())
    };
    tokio::time::timeout(Duration::from_secs(10), recovered).await??;
    Ok(())
}

/// A proxy that passes on every byte to one server.
async fn forward(port: u16, to: Url) -> anyhow::Result<()> {
    let listener = listen(&format!("127.0.0.1:{port}")).await?;
    let to = (
        to.host_str().unwrap_or_default().to_owned(),
        to.port().unwrap_or_default(),
    );
    loop {
        let (mut from, _) = listener.accept().await?;
        let mut to = TcpStream::connect(to.clone()).await?;
        tokio::spawn(async move { copy_bidirectional(&mut from, &mut to).await });
    }
}
