//! What a proof costs: a bound request beside the two things that it cannot do without, in one run.
//!
//! `cargo bench -p dpop --bench bound`

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use client_assertion::{Algorithm, ClientKey};
use dpop::{Dpop, MemoryReplayStore, ProofSigner, ProofVerifier, app};
use realm::{MYORG_JSON, Server};
use resource_server::{ApiConfig, JwksCache, JwksCacheConfig, JwtValidator, TokenCache};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tower::ServiceExt;
use url::Url;
use verify_signature::{Algorithms, BoundTokens, Clock, Policy, PublicKey, Verifier};

const ROUNDS: usize = 30;
const EACH: usize = 300;
const URL: &str = "https://api.example/api/private-scoped";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    assert!(!MYORG_JSON.is_empty());
    let server = Server::start(0).await?;
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        measure(&server, algorithm).await?;
    }
    Ok(())
}

async fn measure(server: &Server, algorithm: Algorithm) -> anyhow::Result<()> {
    let config = ApiConfig {
        resource: "https://api.example".parse()?,
        issuers: vec![server.issuer().to_owned()],
        scope: "test_api_access".parse()?,
    };
    let policy = Policy {
        bound_tokens: BoundTokens::VerifiedByCaller,
        ..Policy::new(server.issuer(), "test_api_resource")
    };
    let keys = JwksCache::new(
        fetch_token::http::client()?,
        server.issuer(),
        JwksCacheConfig::default(),
    );
    let validator = TokenCache::new(JwtValidator::new(
        Verifier::new(policy, Clock::system()),
        keys,
    ));
    let used = MemoryReplayStore::new(Clock::system());
    let dpop = Dpop::new(&config.resource, ProofVerifier::new(Clock::system()), used);
    let app = app(&config, Arc::new(validator), dpop);

    let signer = ProofSigner::new(ClientKey::generate(algorithm)?, Clock::system());
    let bearer = server.token("test_api_client", "test_api_access")?;
    let jkt = signer.key().thumbprint();
    let bound = server.bound_token("test_dpop_client", "test_api_access", &jkt)?;
    let bound = SecretString::from(bound);
    let url: Url = URL.parse()?;
    let (mut checks, mut scoped, mut proven) = (Vec::new(), Vec::new(), Vec::new());
    // Interleaved, so that whatever else the machine does is in all three.
    for _ in 0..ROUNDS {
        let proofs = (0..EACH).map(|_| signer.proof("GET", &url, Some(&bound)));
        let proofs: Vec<_> = proofs.collect::<Result<_, _>>()?;
        checks.push(check_signatures(&proofs)?);
        let request = || request(&format!("Bearer {bearer}"), None);
        scoped.push(call(&app, (0..EACH).map(|_| request())).await);
        let authorization = format!("DPoP {}", bound.expose_secret());
        let requests = proofs
            .iter()
            .map(|proof| request_with(&authorization, proof));
        proven.push(call(&app, requests).await);
    }
    let [check, scoped, proven] = [checks, scoped, proven].map(median);
    println!("{algorithm}");
    println!("  bare signature check of a proof       {check:8.1} µs");
    println!("  scoped request with a known token     {scoped:8.1} µs");
    println!("  bound request with a known token      {proven:8.1} µs");
    println!(
        "  ratio                                 {:8.2}",
        proven / (check + scoped)
    );
    Ok(())
}

/// Only the signatures: everything is decoded already, and the key that came with each proof is parsed.
fn check_signatures(proofs: &[SecretString]) -> anyhow::Result<Duration> {
    let algorithms: Algorithms = "ES256,EdDSA".parse()?;
    let mut prepared = Vec::new();
    for proof in proofs {
        let proof = proof.expose_secret();
        let decoded = decode_jwt::decode(proof)?;
        let alg = decoded.header.get("alg").and_then(Value::as_str);
        let algorithm = algorithms.find(alg.unwrap_or_default());
        let jwk = decoded.header.get("jwk").and_then(Value::as_object);
        let (Some(algorithm), Some(jwk)) = (algorithm, jwk) else {
            anyhow::bail!("not a proof");
        };
        let input = decode_jwt::split(proof)?.signing_input;
        prepared.push((algorithm, jwk.clone(), input, decoded.signature));
    }
    let start = Instant::now();
    for (algorithm, jwk, input, signature) in &prepared {
        let key = PublicKey::from_jwk(jwk)?;
        black_box(key.verify(*algorithm, input, signature))?;
    }
    Ok(start.elapsed())
}

fn request_with(authorization: &str, proof: &SecretString) -> Request<Body> {
    request(authorization, Some(proof.expose_secret()))
}

fn request(authorization: &str, proof: Option<&str>) -> Request<Body> {
    let mut request = Request::get("/api/private-scoped").header("authorization", authorization);
    if let Some(proof) = proof {
        request = request.header("dpop", proof);
    }
    request.body(Body::empty()).unwrap_or_default()
}

async fn call(app: &Router, requests: impl Iterator<Item = Request<Body>>) -> Duration {
    let requests: Vec<_> = requests.collect();
    let start = Instant::now();
    for request in requests {
        let Ok(response) = app.clone().oneshot(request).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
    start.elapsed()
}

/// In microseconds for each.
fn median(mut rounds: Vec<Duration>) -> f64 {
    rounds.sort();
    let median = rounds.get(rounds.len() / 2).copied().unwrap_or_default();
    median.as_secs_f64() * 1e6 / EACH as f64
}
