//! Step 07: bound tokens, at each issuer and at our API.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, ensure};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::Response;
use client_assertion::{Algorithm, ClientKey, PrivateKeyJwt, TEST_CLIENT_ID, TEST_CLIENT_KEY};
use dpop::{
    Dpop, MemoryReplayStore, Nonces, OnDisconnect, ProofSigner, ProofVerifier, RedisReplayStore,
    ReplayStore, app, call_api, fetch_bound_token,
};
use fetch_token::{AuthMethod, Client, TokenError, http, token_endpoint};
use introspect_revoke::{introspect, introspection_endpoint};
use realm::{ScriptedServer, Server};
use reqwest::{Method, Url};
use resource_server::{
    ApiConfig, JwksCache, JwksCacheConfig, JwtValidator, Limits, Presentation, Rejection, Resource,
    TokenCache, app_with, listen, serve,
};
use scenarios::proofs::{Case, Proofs};
use scenarios::{
    Change, Exchange, LinkState, Program, Provider, Realm, RedisServer, TcpProxy, snapshot,
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use verify_signature::{BoundTokens, Claims, Clock, Policy, Verifier, fetch_metadata};

use crate::revocation::api_client;

const FORM: [(&str, &str); 2] = [
    ("grant_type", "client_credentials"),
    ("scope", "test_api_access"),
];
const SCOPED: &str = "/api/private-scoped";

fn client() -> Client {
    Client::with_secret(
        "test_dpop_client",
        "test-dpop-client-secret",
        AuthMethod::Post,
    )
}

fn endpoint(realm: &Realm) -> anyhow::Result<Url> {
    Ok(token_endpoint(&realm.issuer.parse()?))
}

/// Sends a token request with these proofs.
async fn ask(url: &Url, proofs: &[String]) -> anyhow::Result<Exchange> {
    let request = http::client()?.post(url.clone());
    let mut request = client().authenticate(request, &FORM)?;
    for proof in proofs {
        request = request.header("DPoP", proof);
    }
    Exchange::send(request).await
}

/// What a token endpoint says.
fn outcome(exchange: &Exchange) -> String {
    let body = exchange.json();
    let member = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    let status = exchange.status().as_u16();
    match member("error") {
        "" => format!("{status} {}", member("token_type")),
        error => format!("{status} {error}: {}", member("error_description")),
    }
}

fn access_token(exchange: &Exchange) -> anyhow::Result<SecretString> {
    let body = exchange.json();
    let token = body.get("access_token").and_then(Value::as_str);
    Ok(token.with_context(|| exchange.to_string())?.into())
}

/// Step 07's way, and what it last said in the log.
struct Recorded {
    dpop: Dpop<MemoryReplayStore>,
    last: Arc<Mutex<String>>,
}

impl Presentation for Recorded {
    fn token<'r>(&self, headers: &'r HeaderMap) -> Result<&'r str, Rejection> {
        self.dpop.token(headers)
    }

    async fn verify_sender(
        &self,
        request: &Parts,
        token: &str,
        claims: &Claims,
    ) -> Result<(), Rejection> {
        self.dpop.verify_sender(request, token, claims).await
    }

    fn challenge(
        &self,
        request: &Parts,
        rejection: &Rejection,
        parameters: &str,
        response: &mut Response,
    ) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = rejection.code().to_owned();
        self.dpop
            .challenge(request, rejection, parameters, response);
    }
}

fn validator(issuer: &str) -> anyhow::Result<Arc<TokenCache>> {
    let policy = Policy {
        bound_tokens: BoundTokens::VerifiedByCaller,
        ..Policy::new(issuer, "test_api_resource")
    };
    let keys = JwksCache::new(http::client()?, issuer, JwksCacheConfig::default());
    let verifier = Verifier::new(policy, Clock::system());
    Ok(Arc::new(TokenCache::new(JwtValidator::new(verifier, keys))))
}

fn memory() -> MemoryReplayStore {
    MemoryReplayStore::with_capacity(Clock::system(), 1000)
}

fn dpop<R: ReplayStore>(resource: &Resource, used: R) -> Dpop<R> {
    Dpop::new(resource, ProofVerifier::new(Clock::system()), used)
}

/// Serves an app on a free port until the process ends, and returns its URL.
async fn start(
    issuer: &str,
    app: impl FnOnce(&ApiConfig) -> anyhow::Result<axum::Router>,
) -> anyhow::Result<String> {
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = ApiConfig {
        resource: url.parse()?,
        issuers: vec![issuer.to_owned()],
        scope: "test_api_access".parse()?,
    };
    let app = app(&config)?;
    tokio::spawn(serve(
        listener,
        app,
        Limits::default(),
        std::future::pending(),
    ));
    Ok(url)
}

pub(crate) async fn api(issuer: &str) -> anyhow::Result<String> {
    start(issuer, |config| {
        Ok(app(
            config,
            validator(issuer)?,
            dpop(&config.resource, memory()),
        ))
    })
    .await
}

/// Sends a case's requests to the API.
async fn present(url: &str, token: &SecretString, case: &Case) -> anyhow::Result<Exchange> {
    let request = |scheme: &str, proofs: &[String]| {
        let authorization = format!("{scheme} {}", token.expose_secret());
        let mut request = http::client()?
            .get(url)
            .header("Authorization", authorization);
        for proof in proofs {
            request = request.header("DPoP", proof);
        }
        anyhow::Ok(request)
    };
    if let Some(before) = &case.before {
        Exchange::send(request("DPoP", std::slice::from_ref(before))?).await?;
    }
    Exchange::send(request(case.scheme, &case.proofs)?).await
}

/// The error of each challenge that has one.
fn errors(exchange: &Exchange) -> String {
    let text = exchange.response();
    let challenges = text
        .lines()
        .filter_map(|line| line.strip_prefix("WWW-Authenticate: "));
    let error = |challenge: &str| {
        let (scheme, rest) = challenge.split_once(' ')?;
        let (_, error) = rest.split_once("error=\"")?;
        Some(format!(" {scheme} {}", error.split_once('"')?.0))
    };
    challenges.filter_map(error).collect()
}

pub(crate) async fn each_proof_has_its_expected_outcome(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let url = endpoint(&realm)?;
    let proofs = Proofs::new("POST", url.as_str())?;
    let token = access_token(&ask(&url, &[proofs.good().signed()]).await?)?;

    let last = Arc::new(Mutex::new(String::new()));
    let api = start(&realm.issuer, |config| {
        let recorded = Recorded {
            dpop: dpop(&config.resource, memory()),
            last: Arc::clone(&last),
        };
        Ok(app_with(
            config,
            validator(&realm.issuer)?,
            Arc::new(recorded),
        ))
    })
    .await?;
    let url = format!("{api}{SCOPED}");
    let proofs = proofs.with_token("GET", &url, token.expose_secret());
    let (mut report, mut differences) = (String::new(), Vec::new());
    let mut names = BTreeSet::new();
    for case in proofs.cases()? {
        ensure!(names.insert(case.name), "two cases are {:?}", case.name);
        let exchange = present(&url, &token, &case).await?;
        let status = exchange.status().as_u16();
        let outcome = match status {
            200 => "200".to_owned(),
            _ => {
                let code = last.lock().unwrap_or_else(PoisonError::into_inner).clone();
                format!("{status}{} ({code})", errors(&exchange))
            }
        };
        if (status == 200) != case.accepted {
            differences.push(format!("{}: {outcome}", case.name));
        }
        report += &format!("{} | {} | {outcome}\n", case.name, case.rfc);
    }
    ensure!(differences.is_empty(), "{}", differences.join("\n"));
    ensure!(
        names.len() >= 100,
        "the table has shrunk to {}",
        names.len()
    );
    snapshot("proofs", report);
    Ok(())
}

async fn at_the_token_endpoint(realm: &Realm, keycloak_errs: bool) -> anyhow::Result<String> {
    let url = endpoint(realm)?;
    let proofs = Proofs::new("POST", url.as_str())?;
    let mut report = String::new();
    for case in proofs.cases()? {
        if !case.at_token_endpoint || case.keycloak_errs != keycloak_errs {
            continue;
        }
        if let Some(before) = &case.before {
            ask(&url, std::slice::from_ref(before)).await?;
        }
        let exchange = ask(&url, &case.proofs).await?;
        let our_api = match case.accepted {
            true => "200",
            false => "401",
        };
        report += &format!("{} | {our_api} | {}\n", case.name, outcome(&exchange));
    }
    Ok(report)
}

/// What a token endpoint says about the same proofs, beside what our API says.
pub(crate) async fn proofs_at_the_token_endpoint(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    snapshot(
        "proofs-token-endpoint",
        at_the_token_endpoint(&realm, false).await?,
    );
    if let Provider::Keycloak(_) = provider {
        let report = at_the_token_endpoint(&realm, true).await?;
        snapshot("proofs-token-endpoint-keycloak", report);
    }
    Ok(())
}

/// Proofs that Keycloak accepts and should not, or answers in ways that are not to be copied.
pub(crate) async fn what_the_embedded_realm_decides_otherwise() -> anyhow::Result<()> {
    let realm = Provider::Embedded.realm().await?;
    let report = at_the_token_endpoint(&realm, true).await?;
    snapshot("proofs-token-endpoint-embedded", report);
    Ok(())
}

pub(crate) async fn the_exchanges(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let url = endpoint(&realm)?;
    let proofs = Proofs::new("POST", url.as_str())?;
    let proof = proofs.good().signed();
    let exchange = ask(&url, std::slice::from_ref(&proof)).await?;
    snapshot("dpop-fetch", &exchange);
    let token = access_token(&exchange)?;
    let jkt = proofs.key.thumbprint();
    let claims = Value::Object(decode_jwt::decode(token.expose_secret())?.payload);
    ensure!(
        claims.pointer("/cnf/jkt") == Some(&jkt.clone().into()),
        "{claims}"
    );
    let names = claims.as_object().context("claims")?.keys();
    let names: BTreeSet<_> = names.map(String::as_str).collect();
    let names = names.into_iter().collect::<Vec<_>>().join(" ");
    let hidden = format!("{names}\n{:#}", claims.get("cnf").context("cnf")?);
    snapshot("dpop-token", hidden.replace(&jkt, "<thumbprint>"));
    snapshot("dpop-fetch-again", ask(&url, &[proof]).await?);
    snapshot("dpop-fetch-without-proof", ask(&url, &[]).await?);

    // A client that need not send a proof, and does.
    let bearer_client = crate::tokens::client(AuthMethod::Post);
    let signer = ProofSigner::new(ClientKey::generate(Algorithm::Es256)?, Clock::system());
    let http = http::client()?;
    let bound = fetch_bound_token(&http, &url, &bearer_client, "test_api_access", &signer).await;
    ensure!(bound.is_ok(), "{bound:?}");

    let metadata = fetch_metadata(&http, &realm.issuer).await?;
    let introspection = introspection_endpoint(&metadata)?;
    let resource = api_client("test-api-resource-secret");
    let request = http.post(introspection.clone());
    let form = [("token", token.expose_secret())];
    let response = Exchange::send(resource.authenticate(request, &form)?).await?;
    let told = response.json();
    let told = ["active", "token_type", "typ"].map(|name| told.get(name).cloned());
    snapshot("dpop-introspection", format!("{told:?}"));
    drop(introspect(&http, &introspection, &resource, token.expose_secret()).await?);

    let api = api(&realm.issuer).await?;
    let scoped = format!("{api}{SCOPED}");
    let proofs = proofs.with_token("GET", &scoped, token.expose_secret());
    let call = |scheme: &'static str, proof: Option<String>| {
        let authorization = format!("{scheme} {}", token.expose_secret());
        let mut request = http.get(&scoped).header("Authorization", authorization);
        if let Some(proof) = proof {
            request = request.header("DPoP", proof);
        }
        Exchange::send(request)
    };
    let proof = proofs.good().signed();
    snapshot("dpop-call", call("DPoP", Some(proof.clone())).await?);
    snapshot("dpop-call-again", call("DPoP", Some(proof)).await?);
    snapshot("dpop-call-as-bearer", call("Bearer", None).await?);
    snapshot("dpop-call-without-proof", call("DPoP", None).await?);
    snapshot(
        "dpop-call-nothing",
        Exchange::send(http.get(&scoped)).await?,
    );
    let unbound = crate::tokens::token(&realm).await?;
    let request = http
        .get(&scoped)
        .header("Authorization", format!("DPoP {unbound}"));
    snapshot("dpop-call-unbound", Exchange::send(request).await?);
    let bearer = Exchange::send(http.get(&scoped).bearer_auth(unbound)).await?;
    ensure!(bearer.status() == 200, "{bearer}");
    let metadata = http.get(format!("{api}/.well-known/oauth-protected-resource"));
    snapshot("dpop-metadata", Exchange::send(metadata).await?);
    Ok(())
}

async fn fetch_and_call(
    realm: &Realm,
    client: &Client,
    key: ClientKey,
    api: &str,
) -> anyhow::Result<()> {
    let (http, url) = (http::client()?, endpoint(realm)?);
    let signer = ProofSigner::new(key, Clock::system());
    let response = fetch_bound_token(&http, &url, client, "test_api_access", &signer).await?;
    for _ in 0..2 {
        let url = format!("{api}{SCOPED}?page=1").parse()?;
        call_api(&http, &url, &response.access_token, &signer).await?;
    }
    Ok(())
}

pub(crate) async fn keys_of_each_algorithm(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let api = api(&realm.issuer).await?;
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Ps256] {
        let key = ClientKey::generate(algorithm)?;
        let called = fetch_and_call(&realm, &client(), key, &api).await;
        called.with_context(|| algorithm.to_string())?;
    }
    // In no list of ours.
    let key = ClientKey::generate(Algorithm::Rs256)?;
    let refused = fetch_and_call(&realm, &client(), key, &api).await;
    let refused = refused.err().context("RS256 was accepted")?.to_string();
    ensure!(refused.contains("invalid_dpop_proof"), "{refused}");
    Ok(())
}

/// Two keys, for two questions: who the client is, and who has the token.
pub(crate) async fn binding_beside_an_assertion(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let api = api(&realm.issuer).await?;
    let key = ClientKey::parse(TEST_CLIENT_KEY)?;
    let client = PrivateKeyJwt::new(TEST_CLIENT_ID, &realm.issuer, key, Clock::system()).client();
    let key = ClientKey::generate(Algorithm::Es256)?;
    fetch_and_call(&realm, &client, key, &api).await
}

/// What banks ask for is what the client does anyway.
pub(crate) async fn the_fapi_profile_accepts_key_and_proof(
    provider: Provider,
) -> anyhow::Result<()> {
    let realm = provider.own_realm().await?;
    realm.change(Change::Fapi).await?;
    let api = api(&realm.issuer).await?;
    let key = || ClientKey::parse(TEST_CLIENT_KEY);
    let client = PrivateKeyJwt::new(TEST_CLIENT_ID, &realm.issuer, key()?, Clock::system());
    let client = client.client();
    fetch_and_call(
        &realm,
        &client,
        ClientKey::generate(Algorithm::Es256)?,
        &api,
    )
    .await?;
    if let Provider::Keycloak(_) = provider {
        // So the profile is in force. Keycloak does not ask for a proof here, only for the key: binding
        // is for the client itself to require, `dpop.bound.access.tokens`.
        let (http, url) = (http::client()?, endpoint(&realm)?);
        let secret = crate::tokens::client(AuthMethod::Post);
        let signer = ProofSigner::new(key()?, Clock::system());
        let by_secret = fetch_bound_token(&http, &url, &secret, "test_api_access", &signer).await;
        ensure!(by_secret.is_err(), "a token for a secret");
    }
    Ok(())
}

pub(crate) async fn one_of_twenty_at_once_is_accepted(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let url = endpoint(&realm)?;
    let proofs = Proofs::new("POST", url.as_str())?;
    let proof = proofs.good().signed();
    let twenty = (0..20).map(|_| ask(&url, std::slice::from_ref(&proof)));
    let mut accepted = Vec::new();
    for exchange in futures_util::future::join_all(twenty).await {
        accepted.extend(exchange.ok().filter(|exchange| exchange.status() == 200));
    }
    ensure!(
        accepted.len() == 1,
        "the issuer accepted {}",
        accepted.len()
    );

    let token = access_token(accepted.first().context("one is accepted")?)?;
    let url = format!("{}{SCOPED}", api(&realm.issuer).await?);
    let proofs = proofs.with_token("GET", &url, token.expose_secret());
    let proof = proofs.good().signed();
    let http = http::client()?;
    let twenty = (0..20).map(|_| {
        let request = http.get(&url).header("DPoP", &proof);
        let authorization = format!("DPoP {}", token.expose_secret());
        http::send(request.header("Authorization", authorization))
    });
    let mut accepted = 0;
    for response in futures_util::future::join_all(twenty).await {
        accepted += i32::from(response?.status == 200);
    }
    ensure!(accepted == 1, "the API accepted {accepted}");
    Ok(())
}

pub(crate) async fn the_story(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let seven = || Program::new("07-dpop").env("OAUTH_ISSUER", &realm.issuer);
    snapshot("program-07", seven().run()?.stdout());
    let eddsa = seven().args(["--algorithm", "EdDSA"]).run()?;
    snapshot("program-07", eddsa.stdout());
    Ok(())
}

pub(crate) async fn the_programs(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let program = |name: &str| Program::new(name).env("OAUTH_ISSUER", &realm.issuer);
    for (mode, nonce) in [("optional", "0"), ("required", "0"), ("optional", "60")] {
        let server = program("07-dpop")
            .arg("serve")
            .env("LISTEN", "127.0.0.1:0")
            .env("DPOP", mode)
            .env("DPOP_NONCE_SECONDS", nonce)
            .start("used proofs are remembered")?;
        let api = server
            .word("http://localhost:")
            .context("the API's address")?;
        let bound = program("07-dpop").arg("call").env("API_URL", &api).run()?;
        snapshot("program-07-call", bound.stdout());
        let bearer = program("04-call-api")
            .env("API_URL", &api)
            .run()?
            .to_string();
        let port = api.rsplit(':').next().unwrap_or_default();
        snapshot(
            format!("program-07-{mode}-bearer"),
            bearer.replace(port, "50100"),
        );
        let fetched = program("07-dpop").arg("fetch").run()?;
        let token = fetched.stdout();
        let claims = decode_jwt::decode(token.trim())?.payload;
        ensure!(claims.contains_key("cnf"), "{claims:?}");
        let (stderr, _) = server.stop()?;
        ensure!(
            !stderr.contains("eyJ"),
            "a token or a proof is in the log: {stderr}"
        );
    }
    let other = program("07-dpop").arg("serve").env("DPOP", "on").run()?;
    snapshot("program-07-bad-mode", other);
    Ok(())
}

pub(crate) async fn nonces_of_both_servers() -> anyhow::Result<()> {
    let server = Server::start(0).await?;
    server.require_dpop_nonce(Some("first"));
    let issuer = server.issuer().to_owned();
    let (http, url) = (http::client()?, token_endpoint(&issuer.parse()?));
    let proofs = Proofs::new("POST", url.as_str())?;
    snapshot(
        "dpop-nonce-issuer",
        ask(&url, &[proofs.good().signed()]).await?,
    );

    let key = ClientKey::generate(Algorithm::Es256)?;
    let signer = ProofSigner::new(key, Clock::system());
    let client = client();
    let fetch = || fetch_bound_token(&http, &url, &client, "test_api_access", &signer);
    let token = fetch().await?.access_token;
    // The issuer's nonce is not for the API, nor the other way round.
    let api = start(&issuer, |config| {
        let dpop = dpop(&config.resource, memory());
        let nonces = Nonces::new(Clock::system(), 60).context("no randomness")?;
        Ok(app(config, validator(&issuer)?, dpop.with_nonces(nonces)))
    })
    .await?;
    let scoped: Url = format!("{api}{SCOPED}").parse()?;
    let authorization = format!("DPoP {}", token.expose_secret());
    let proof = signer.proof("GET", &scoped, Some(&token))?;
    let request = http
        .get(scoped.clone())
        .header("DPoP", proof.expose_secret());
    let refused = Exchange::send(request.header("Authorization", authorization)).await?;
    ensure!(
        !refused.header("DPoP-Nonce").is_empty(),
        "no nonce: {refused}"
    );
    snapshot("dpop-nonce-api", refused);
    call_api(&http, &scoped, &token, &signer).await?;
    fetch().await?;

    // A nonce that is never the right one is answered once.
    server.require_dpop_nonce(Some("second"));
    fetch().await?;
    let never = ScriptedServer::start(|number| {
        let nonce = format!("DPoP-Nonce: {number}\r\n");
        let body = r#"{"error":"use_dpop_nonce"}"#;
        ScriptedServer::response("400 Bad Request", &nonce, body)
    })
    .await?;
    let url = format!("http://{}/token", never.address()).parse()?;
    let refused = fetch_bound_token(&http, &url, &client, "a", &signer).await;
    let refused = refused.err().context("a token")?.to_string();
    ensure!(refused.contains("use_dpop_nonce"), "{refused}");
    ensure!(never.requests() == 2, "{} requests", never.requests());
    Ok(())
}

/// A token that is not bound, to a client that asked for one: it would work for a thief.
pub(crate) async fn a_server_without_dpop_is_refused() -> anyhow::Result<()> {
    let server = ScriptedServer::start(|_| {
        let body = r#"{"access_token":"a","token_type":"Bearer","expires_in":300}"#;
        ScriptedServer::response("200 OK", "", body)
    })
    .await?;
    let url = format!("http://{}/token", server.address()).parse()?;
    let signer = ProofSigner::new(ClientKey::generate(Algorithm::Es256)?, Clock::system());
    let refused = fetch_bound_token(&http::client()?, &url, &client(), "a", &signer).await;
    match refused {
        Err(error @ TokenError::TokenType { .. }) => {
            snapshot("dpop-unbound-token-response", error);
            Ok(())
        }
        other => anyhow::bail!("{other:?}"),
    }
}

pub(crate) async fn replicas_share_used_proofs() -> anyhow::Result<()> {
    let server = Server::start(0).await?;
    let issuer = server.issuer().to_owned();
    let redis = RedisServer::start(&[]).await?;
    let proxy = TcpProxy::to(redis.address()).await?;
    let public: Resource = "https://api.example".parse()?;
    let replica = async |on_disconnect| {
        let url = SecretString::from(proxy.redis_url());
        let used = RedisReplayStore::new(
            &url,
            public.identifier(),
            MemoryReplayStore::new(Clock::system()),
            Clock::system(),
            on_disconnect,
        )?;
        start(&issuer, |config| {
            Ok(app(config, validator(&issuer)?, dpop(&public, used)))
        })
        .await
    };
    let closed = [
        replica(OnDisconnect::FailClosed).await?,
        replica(OnDisconnect::FailClosed).await?,
    ];
    let open = [
        replica(OnDisconnect::FailOpen).await?,
        replica(OnDisconnect::FailOpen).await?,
    ];

    let key = ClientKey::generate(Algorithm::Es256)?;
    let token = server.bound_token("test_dpop_client", "test_api_access", &key.thumbprint())?;
    let token = SecretString::from(token);
    let signer = ProofSigner::new(key, Clock::system());
    let url: Url = format!("https://api.example{SCOPED}").parse()?;
    let http = http::client()?;
    let proof = || signer.proof("GET", &url, Some(&token));
    let status = async |api: &str, proof: &SecretString| {
        let request = http.request(Method::GET, format!("{api}{SCOPED}"));
        let request = request.header("DPoP", proof.expose_secret());
        let authorization = format!("DPoP {}", token.expose_secret());
        let response = http::send(request.header("Authorization", authorization)).await?;
        anyhow::Ok(response.status.as_u16())
    };
    for _ in 0..50 {
        let used = proof()?;
        assert_eq!(status(&closed[0], &used).await?, 200, "the first use");
        assert_eq!(
            status(&closed[1], &used).await?,
            401,
            "at the other replica"
        );
        assert_eq!(status(&closed[0], &used).await?, 401, "at the same");
    }
    // At once, at both.
    for _ in 0..20 {
        let proof = proof()?;
        let both = tokio::try_join!(status(&closed[0], &proof), status(&closed[1], &proof))?;
        ensure!(both == (200, 401) || both == (401, 200), "{both:?}");
    }
    let kept: Vec<Vec<u8>> = redis.query(&["KEYS", "dpop:https://api.example#*"]).await?;
    ensure!(kept.len() == 70, "{} proofs are kept", kept.len());

    proxy.set(LinkState::Cut);
    assert_eq!(status(&closed[0], &proof()?).await?, 503, "fail closed");
    let used = proof()?;
    assert_eq!(status(&open[0], &used).await?, 200, "fail open");
    assert_eq!(status(&open[0], &used).await?, 401, "at the same");
    assert_eq!(status(&open[1], &used).await?, 200, "at the other replica");
    proxy.set(LinkState::Up);
    scenarios::eventually("connected again", async || {
        let proof = proof()?;
        Ok((status(&closed[0], &proof).await? == 200).then_some(()))
    })
    .await?;
    proxy.set(LinkState::Silent);
    assert_eq!(status(&closed[0], &proof()?).await?, 503, "a silent server");
    Ok(())
}
