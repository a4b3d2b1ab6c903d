//! The story of a log that was read: what the tokens in it are worth, one that is bound and one that is
//! not.

use std::sync::Arc;

use client_assertion::{Algorithm, ClientKey};
use dpop::{Dpop, MemoryReplayStore, ProofSigner, ProofVerifier, WINDOW, app, fetch_bound_token};
use fetch_token::{Client, IssuerUrl, fetch_token, http};
use realm::{print, remark};
use reqwest::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use reqwest::{Method, Url};
use resource_server::{
    ApiConfig, JwksCache, JwksCacheConfig, Limits, RequiredScope, listen, serve,
};
use secrecy::{ExposeSecret, SecretString};
use verify_signature::{Clock, Policy, fetch_metadata};

use crate::bound_client;
use crate::serve::validator;

/// Tells it with an API that takes both kinds of tokens.
pub(crate) async fn tell(
    issuer: &IssuerUrl,
    policy: Policy,
    scope: &RequiredScope,
    algorithm: Algorithm,
) -> anyhow::Result<String> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer.as_str()).await?;
    let endpoint = metadata.token_endpoint()?;
    let (api, names) = (start(policy, scope).await?, scope.to_string());
    let signer = |clock| anyhow::Ok(ProofSigner::new(ClientKey::generate(algorithm)?, clock));
    let client = signer(Clock::system())?;

    remark(format_args!(
        "two clients fetch tokens from {issuer}: one a bearer token, one a token that is bound to its key"
    ));
    let with_secret = Client::from_env(issuer)?;
    let bearer = fetch_token(&http, &endpoint, &with_secret, &names).await?;
    let bearer = bearer.access_token;
    let bound =
        fetch_bound_token(&http, &endpoint, &bound_client(issuer)?, &names, &client).await?;
    let bound = bound.access_token;
    for line in readable(bound.expose_secret())? {
        remark(format_args!("  {line}"));
    }
    let url: Url = format!("{api}/api/private-scoped").parse()?;
    let proof = client.proof("GET", &url, Some(&bound))?;
    remark("the proof of its request:");
    for line in readable(proof.expose_secret())? {
        remark(format_args!("  {line}"));
    }

    let request = Request {
        http: &http,
        method: Method::GET,
        url: url.clone(),
        scheme: "DPoP",
        token: &bound,
        proof: Some(proof),
    };
    print(format_args!("{:58}bearer   bound", ""))?;
    let row = async |what: &str, bearer: Option<&Request<'_>>, request: &Request<'_>| {
        let bearer = match bearer {
            Some(request) => request.outcome().await?,
            None => String::new(),
        };
        let outcome = request.outcome().await?;
        let line = format!("{what:58}{bearer:9}{outcome}");
        anyhow::Ok(print(line.trim_end())?)
    };
    let as_bearer = |token| Request {
        scheme: "Bearer",
        token,
        proof: None,
        ..request.clone()
    };
    row("the client calls", Some(&as_bearer(&bearer)), &request).await?;
    remark("an attacker reads both requests in a log");
    row(
        "the token alone, as Bearer",
        Some(&as_bearer(&bearer)),
        &as_bearer(&bound),
    )
    .await?;
    let attacker = signer(Clock::system())?;
    let own_proof = Request {
        proof: Some(attacker.proof("GET", &url, Some(&bound))?),
        ..request.clone()
    };
    row(
        "the token, and a proof by the attacker's own key",
        None,
        &own_proof,
    )
    .await?;
    row("the token and its proof, once more", None, &request).await?;
    let elsewhere = Request {
        url: format!("{api}/api/private").parse()?,
        ..request.clone()
    };
    row("the same at another URL", None, &elsewhere).await?;
    let other_method = Request {
        method: Method::HEAD,
        ..request.clone()
    };
    row("the same with another method", None, &other_method).await?;
    // Never used, and found too late.
    let now = Clock::system().now();
    let earlier = now.saturating_sub(WINDOW.saturating_mul(2));
    let client = client.with_clock(Clock::new(move || earlier));
    let found_late = Request {
        proof: Some(client.proof("GET", &url, Some(&bound))?),
        ..request.clone()
    };
    row(
        "a proof that the client never sent, a minute later",
        None,
        &found_late,
    )
    .await?;
    remark(
        "the bearer token works for anyone until it expires; the bound one needs a key that no log shows",
    );
    Ok(String::new())
}

/// The API of `serve` on a free port, until the process ends; returns its URL.
async fn start(policy: Policy, scope: &RequiredScope) -> anyhow::Result<String> {
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = ApiConfig {
        resource: url.parse()?,
        issuers: vec![policy.issuer.clone()],
        scope: scope.clone(),
    };
    let keys = JwksCache::new(http::client()?, &policy.issuer, JwksCacheConfig::default());
    let used = MemoryReplayStore::with_capacity(Clock::system(), 1000);
    let dpop = Dpop::new(&config.resource, ProofVerifier::new(Clock::system()), used);
    let app = app(&config, Arc::new(validator(policy, keys)), dpop);
    tokio::spawn(serve(
        listener,
        app,
        Limits::default(),
        std::future::pending(),
    ));
    Ok(url)
}

/// A request to the API.
#[derive(Clone)]
struct Request<'a> {
    http: &'a reqwest::Client,
    method: Method,
    url: Url,
    scheme: &'a str,
    token: &'a SecretString,
    proof: Option<SecretString>,
}

impl Request<'_> {
    /// The status of the response, and the error in its challenges.
    async fn outcome(&self) -> anyhow::Result<String> {
        let authorization = format!("{} {}", self.scheme, self.token.expose_secret());
        let mut request = self.http.request(self.method.clone(), self.url.clone());
        request = request.header(AUTHORIZATION, authorization);
        if let Some(proof) = &self.proof {
            request = request.header("DPoP", proof.expose_secret());
        }
        let response = http::send(request).await?;
        let mut outcome = response.status.as_u16().to_string();
        for challenge in response.headers.get_all(WWW_AUTHENTICATE) {
            let challenge = challenge.to_str().unwrap_or_default();
            let error = challenge.split_once("error=\"").map(|(_, rest)| rest);
            if let Some((error, _)) = error.and_then(|rest| rest.split_once('"')) {
                outcome += &format!(" {error}");
            }
        }
        Ok(outcome)
    }
}

/// Header and payload, each on a line.
fn readable(token: &str) -> anyhow::Result<[String; 2]> {
    let decoded = decode_jwt::decode(token)?;
    let json = |members| serde_json::Value::Object(members).to_string();
    Ok([json(decoded.header), json(decoded.payload)])
}
