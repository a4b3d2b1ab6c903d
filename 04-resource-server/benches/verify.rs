//! What validating a token costs, beside the signature check that no verifier can do without.
//!
//! `cargo bench -p resource-server --bench verify`
//!
//! The rows of a table take turns, so that a machine that grows slower does so for all of them.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what cannot be set up has nothing to measure"
)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use decode_jwt::{Part, decode_base64url, split};
use fetch_token::http;
use futures_util::FutureExt;
use realm::Algorithm;
use resource_server::{
    ApiConfig, JwksCache, JwksCacheConfig, JwtValidator, TokenCache, TokenValidator, app,
};
use serde_json::Value;
use tokio::runtime::Runtime;
use tower::Service;
use verify_signature::{
    Algorithms, Clock, KeySet, Policy, PublicKey, Verifier, fetch_keys, fetch_metadata,
};

const ROUNDS: usize = 300;
const EACH: usize = 50;

fn main() {
    for (alg, algorithm) in [
        ("RS256", Algorithm::RS256),
        ("ES256", Algorithm::ES256),
        ("EdDSA", Algorithm::EdDSA),
    ] {
        let subject = Subject::new(alg, algorithm);
        let _runtime = subject.runtime.enter();
        let segments = split(&subject.token).unwrap();
        let signature = decode_base64url(Part::Signature, segments.signature).unwrap();
        let algorithms: Algorithms = alg.parse().unwrap();
        let jws_algorithm = algorithms.find(alg).unwrap();
        let (forgetful, caching) = (subject.validator(0), subject.validator(100));
        let validate = |validator: &TokenCache| {
            let outcome = validator.validate(black_box(&subject.token));
            black_box(outcome.now_or_never().unwrap().unwrap());
        };
        println!("{alg}, a token of {} bytes", subject.token.len());
        measure(vec![
            Row::new("the bare signature", || {
                let input = black_box(segments.signing_input);
                let outcome = subject.key.verify(jws_algorithm, input, &signature);
                outcome.unwrap();
            }),
            Row::new("step 03's verifier", || {
                let claims = subject.verifier.verify(&subject.token, &subject.keys);
                black_box(claims.unwrap());
            }),
            Row::new("step 04's validator, a new token", || validate(&forgetful)),
            Row::new("step 04's validator, a cached token", || validate(&caching)),
        ]);
    }
    let subject = Subject::new("RS256", Algorithm::RS256);
    let _runtime = subject.runtime.enter();
    println!("The app in the process, without a connection");
    measure(vec![
        Row::new("/api/public", subject.request("/api/public")),
        Row::new(
            "/api/private-scoped, cached token",
            subject.request("/api/private-scoped"),
        ),
    ]);
}

/// A token of the embedded realm, and what is needed to validate it.
struct Subject {
    token: String,
    key: PublicKey,
    keys: KeySet,
    verifier: Verifier,
    issuer_keys: JwksCache,
    runtime: Runtime,
}

impl Subject {
    fn new(alg: &str, algorithm: Algorithm) -> Self {
        let runtime = Runtime::new().unwrap();
        let subject = runtime.block_on(async {
            let server = realm::Server::start(0).await.unwrap();
            server.rotate_to(algorithm).unwrap();
            let issuer = server.issuer().to_owned();
            let http = http::client().unwrap();
            let token = server.token("test_api_client", "test_api_access").unwrap();
            let metadata = fetch_metadata(&http, &issuer).await.unwrap();
            let jwks_uri = metadata.jwks_uri().unwrap();
            let keys = fetch_keys(&http, &jwks_uri).await.unwrap();
            let jwks = http::send(http.get(jwks_uri)).await.unwrap();
            let jwks: Value = serde_json::from_slice(&jwks.body).unwrap();
            let header = decode_jwt::decode(&token).unwrap().header;
            let jwks = jwks["keys"].as_array().unwrap();
            let jwk = jwks.iter().find(|jwk| jwk["kid"] == header["kid"]).unwrap();
            let key = PublicKey::from_jwk(jwk.as_object().unwrap()).unwrap();
            let policy = Policy {
                algorithms: alg.parse().unwrap(),
                ..Policy::new(&issuer, "test_api_resource")
            };
            let verifier = Verifier::new(policy, Clock::system());
            let issuer_keys = JwksCache::new(http, &issuer, JwksCacheConfig::default());
            issuer_keys.get().await.unwrap();
            (token, key, keys, verifier, issuer_keys)
        });
        let (token, key, keys, verifier, issuer_keys) = subject;
        Self {
            token,
            key,
            keys,
            verifier,
            issuer_keys,
            runtime,
        }
    }

    /// With `capacity` 0, every token is a new one.
    fn validator(&self, capacity: usize) -> TokenCache {
        let validator = JwtValidator::new(self.verifier.clone(), self.issuer_keys.clone());
        TokenCache::with_capacity(validator, capacity)
    }

    fn request(&self, path: &str) -> impl FnMut() {
        let config = ApiConfig {
            resource: "http://localhost".parse().unwrap(),
            issuers: vec![self.verifier.policy().issuer.clone()],
            scope: "test_api_access".parse().unwrap(),
        };
        let mut app: Router = app(&config, Arc::new(self.validator(100)));
        let authorization = format!("Bearer {}", self.token);
        let request = Request::get(path).header("authorization", authorization);
        let (parts, ()) = request.body(()).unwrap().into_parts();
        move || {
            let request = Request::from_parts(parts.clone(), Body::empty());
            let response = app.call(request).now_or_never().unwrap().unwrap();
            assert_eq!(response.status(), 200);
        }
    }
}

struct Row<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
    times: Vec<f64>,
}

impl<'a> Row<'a> {
    fn new(name: &'static str, run: impl FnMut() + 'a) -> Self {
        let (run, times) = (Box::new(run), Vec::new());
        Self { name, run, times }
    }
}

/// Times in microseconds, and the median of the ratios to the first row within a round.
fn measure(mut rows: Vec<Row<'_>>) {
    for _ in 0..ROUNDS {
        for row in &mut rows {
            let start = Instant::now();
            for _ in 0..EACH {
                (row.run)();
            }
            let time = start.elapsed().as_secs_f64() / EACH as f64;
            row.times.push(time * 1e6);
        }
    }
    println!("{:40}{:>10}{:>10}{:>10}", "", "fastest", "median", "ratio");
    let first = rows[0].times.clone();
    for row in &rows {
        let ratios = row
            .times
            .iter()
            .zip(&first)
            .map(|(time, first)| time / first);
        let (times, ratios) = (sorted(row.times.clone()), sorted(ratios.collect()));
        let (fastest, median) = (times[0], times[ROUNDS / 2]);
        let ratio = ratios[ROUNDS / 2];
        println!("{:40}{fastest:>10.2}{median:>10.2}{ratio:>10.2}", row.name);
    }
    println!();
}

fn sorted(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers
}
