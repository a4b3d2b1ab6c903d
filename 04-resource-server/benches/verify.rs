//! The first sight of a token, beside the signature check that no verifier can do without.
//!
//! `cargo bench -p resource-server --bench verify`

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what cannot be set up has nothing to measure"
)]

use std::sync::Arc;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use axum::body::Body;
use axum::http::Request;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use decode_jwt::split;
use divan::{Bencher, black_box};
use fetch_token::http;
use futures_util::FutureExt;
use resource_server::{
    ApiConfig, JwksCache, JwksCacheConfig, JwtValidator, TokenCache, TokenValidator, app,
};
use serde_json::Value;
use tower::Service;
use verify_signature::{Clock, KeySet, Policy, Verifier, fetch_keys, fetch_metadata};

fn main() {
    verify_signature::install_crypto();
    divan::main();
}

/// A real token of the embedded realm, and what is needed to validator it.
struct Subject {
    token: String,
    modulus: Vec<u8>,
    exponent: Vec<u8>,
    keys: KeySet,
    verifier: Verifier,
    issuer_keys: JwksCache,
    runtime: tokio::runtime::Runtime,
}

impl Subject {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let subject = runtime.block_on(async {
            let server = realm::Server::start(0).await.unwrap();
            let issuer = server.issuer().to_owned();
            let http = http::client().unwrap();
            let token = server.token("test_api_client", "test_api_access").unwrap();
            let metadata = fetch_metadata(&http, &issuer).await.unwrap();
            let keys = fetch_keys(&http, &metadata.jwks_uri().unwrap())
                .await
                .unwrap();
            let jwks = http::send(http.get(metadata.jwks_uri().unwrap()))
                .await
                .unwrap();
            let jwks: Value = serde_json::from_slice(&jwks.body).unwrap();
            let number = |name: &str| {
                let text = jwks["keys"][0][name].as_str().unwrap();
                BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()
            };
            let verifier =
                Verifier::new(Policy::new(&issuer, "test_api_resource"), Clock::system());
            let issuer_keys = JwksCache::new(http, &issuer, JwksCacheConfig::default());
            issuer_keys.get().await.unwrap();
            (token, number("n"), number("e"), keys, verifier, issuer_keys)
        });
        let (token, modulus, exponent, keys, verifier, issuer_keys) = subject;
        Self {
            token,
            modulus,
            exponent,
            keys,
            verifier,
            issuer_keys,
            runtime,
        }
    }

    fn validator(&self, capacity: usize) -> Arc<TokenCache> {
        let validator = JwtValidator::new(self.verifier.clone(), self.issuer_keys.clone());
        Arc::new(TokenCache::with_capacity(validator, capacity))
    }
}

/// RSA-2048 and SHA-256 of aws-lc alone, over a signature that is decoded already.
#[divan::bench]
fn a_bare_signature(bencher: Bencher<'_, '_>) {
    let subject = Subject::new();
    let segments = split(&subject.token).unwrap();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(segments.signature).unwrap();
    let components = RsaPublicKeyComponents {
        n: &subject.modulus,
        e: &subject.exponent,
    };
    bencher.bench_local(|| {
        components
            .verify(
                &RSA_PKCS1_2048_8192_SHA256,
                black_box(segments.signing_input.as_bytes()),
                &signature,
            )
            .unwrap();
    });
}

/// Step 03: decoding, key, signature, claims.
#[divan::bench]
fn b_verifier(bencher: Bencher<'_, '_>) {
    let subject = Subject::new();
    bencher.bench_local(|| {
        subject
            .verifier
            .verify(black_box(&subject.token), &subject.keys)
            .unwrap()
    });
}

/// Step 04 at the first sight of a token: a cache without room.
#[divan::bench]
fn c_first_sight(bencher: Bencher<'_, '_>) {
    let subject = Subject::new();
    let validator = subject.validator(0);
    let _runtime = subject.runtime.enter();
    bencher.bench_local(|| {
        let outcome = validator.validate(black_box(&subject.token)).now_or_never();
        outcome.unwrap().unwrap()
    });
}

/// Step 04 from the second time on.
#[divan::bench]
fn d_known_token(bencher: Bencher<'_, '_>) {
    let subject = Subject::new();
    let validator = subject.validator(100);
    let _runtime = subject.runtime.enter();
    let first = validator.validate(&subject.token).now_or_never().unwrap();
    first.unwrap();
    bencher.bench_local(|| {
        validator
            .validate(black_box(&subject.token))
            .now_or_never()
            .unwrap()
            .unwrap()
    });
}

/// The whole app without a connection: a route that is open.
#[divan::bench]
fn e_open_route(bencher: Bencher<'_, '_>) {
    call(bencher, "/api/public");
}

/// The same app: a route that requires a scope, from the second request on.
#[divan::bench]
fn f_scoped_route(bencher: Bencher<'_, '_>) {
    call(bencher, "/api/private-scoped");
}

fn call(bencher: Bencher<'_, '_>, path: &str) {
    let subject = Subject::new();
    let config = ApiConfig {
        resource: "http://localhost".parse().unwrap(),
        issuers: vec![subject.verifier.policy().issuer.clone()],
        scope: "test_api_access".parse().unwrap(),
    };
    let mut app = app(&config, subject.validator(100));
    let _runtime = subject.runtime.enter();
    let request = || {
        Request::get(path)
            .header("authorization", format!("Bearer {}", subject.token))
            .body(Body::empty())
            .unwrap()
    };
    bencher.with_inputs(request).bench_local_values(|request| {
        let response = app.call(request).now_or_never().unwrap().unwrap();
        assert_eq!(response.status(), 200);
        response
    });
}
