//! Metrics for Prometheus: outcomes of requests, requests to the issuer, hits of the cache.
//!
//! They are always counted, which costs a nanosecond each, and published only if configured.

use std::sync::LazyLock;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

/// The page that Prometheus reads, at `/metrics`. It reveals operational details, so serve it on a
/// private address.
pub fn metrics_app() -> Router {
    Router::new().route("/metrics", get(page))
}

async fn page() -> Response {
    let mut text = String::new();
    match encode(&mut text, &METRICS.registry) {
        Ok(()) => {
            let format = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(CONTENT_TYPE, format)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The counters of this process.
pub(crate) fn metrics() -> &'static Metrics {
    &METRICS
}

static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

/// One label. Its values are fixed words, never anything that a client sent: each new value is a time
/// series that Prometheus keeps.
type Label = [(&'static str, &'static str); 1];

pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Label, Counter>,
    key_fetches: Family<Label, Counter>,
    // The counters of every good request, so that they need not be looked up by their label.
    accepted: Counter,
    hits: Counter,
    misses: Counter,
}

impl Metrics {
    fn new() -> Self {
        let mut registry = Registry::with_prefix("oauth");
        let mut family = |name: &str, help: &str| {
            let family = Family::<Label, Counter>::default();
            registry.register(name, help, family.clone());
            family
        };
        let requests = family("requests", "Requests to guarded routes, by outcome");
        let key_fetches = family("key_fetches", "Fetches of the issuer's keys, by outcome");
        let lookups = family("token_lookups", "Tokens looked for among the verified ones");
        let counter = |family: &Family<Label, Counter>, label| family.get_or_create_owned(&[label]);
        Self {
            accepted: counter(&requests, ("outcome", "accepted")),
            hits: counter(&lookups, ("result", "hit")),
            misses: counter(&lookups, ("result", "miss")),
            registry,
            requests,
            key_fetches,
        }
    }

    pub(crate) fn accepted(&self) {
        self.accepted.inc();
    }

    pub(crate) fn rejected(&self, outcome: &'static str) {
        self.requests.get_or_create(&[("outcome", outcome)]).inc();
    }

    pub(crate) fn key_fetch(&self, ok: bool) {
        let outcome = if ok { "ok" } else { "failed" };
        self.key_fetches
            .get_or_create(&[("outcome", outcome)])
            .inc();
    }

    pub(crate) fn token_lookup(&self, hit: bool) {
        let counter = if hit { &self.hits } else { &self.misses };
        counter.inc();
    }
}
