//! Metrics for Prometheus: outcomes and latencies of requests, requests to the issuer, caches, the log.
//!
//! They are always counted, which costs a nanosecond each, and published only if configured.

use std::sync::LazyLock;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use super::log::dropped_lines;

/// The page that Prometheus reads, at `/metrics`. It reveals operational details, so serve it on a
/// private address.
pub fn metrics_app() -> Router {
    Router::new().route("/metrics", get(page))
}

async fn page() -> Response {
    let mut text = String::new();
    let dropped = METRICS.dropped_lines.inner();
    dropped.store(dropped_lines(), Ordering::Relaxed);
    match encode(&mut text, &METRICS.registry) {
        Ok(()) => {
            let format = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            ([(CONTENT_TYPE, format)], text).into_response()
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// The metrics of this process.
#[must_use]
pub fn metrics() -> &'static Metrics {
    &METRICS
}

static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

/// One label. Its values are fixed words, never anything that a client sent: each new value is a time
/// series that Prometheus keeps.
type Label = [(&'static str, &'static str); 1];

/// Counters, gauges and histograms, all with the prefix `oauth_`.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: Family<Label, Counter>,
    key_fetches: Family<Label, Counter>,
    keys_fetched: Gauge,
    introspections: Family<Label, Counter>,
    introspection_lookups: Family<Label, Counter>,
    dropped_lines: Counter,
    // Those of every request, so that they need not be looked up by their label.
    accepted: Counter,
    hits: Counter,
    misses: Counter,
    durations: [Histogram; 4],
}

/// The classes of a status by which durations are kept apart.
const STATUS: [&str; 4] = ["2xx", "4xx", "5xx", "other"];

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
        let lookups = family("token_lookups", "Look-ups in the cache of verified tokens");
        let introspections = family("introspections", "Introspection requests, by outcome");
        let introspection_lookups = family(
            "introspection_lookups",
            "Look-ups in the cache of introspection results",
        );
        let keys_fetched = Gauge::default();
        registry.register(
            "keys_fetched_timestamp_seconds",
            "When the issuer's keys were last fetched; time() minus it is their age",
            keys_fetched.clone(),
        );
        let dropped_lines = Counter::default();
        registry.register(
            "log_lines_dropped",
            "Log lines that were dropped because stderr was not read fast enough",
            dropped_lines.clone(),
        );
        let duration = Family::<Label, Histogram>::new_with_constructor(|| {
            Histogram::new(exponential_buckets(0.000_1, 2.0, 18))
        });
        registry.register(
            "request_duration_seconds",
            "Time from a request's head to its response's, by status class",
            duration.clone(),
        );
        let counter = |family: &Family<Label, Counter>, label| family.get_or_create_owned(&[label]);
        Self {
            accepted: counter(&requests, ("outcome", "accepted")),
            hits: counter(&lookups, ("result", "hit")),
            misses: counter(&lookups, ("result", "miss")),
            durations: STATUS.map(|status| duration.get_or_create_owned(&[("status", status)])),
            registry,
            requests,
            key_fetches,
            keys_fetched,
            introspections,
            introspection_lookups,
            dropped_lines,
        }
    }

    pub(crate) fn accepted(&self) {
        self.accepted.inc();
    }

    pub(crate) fn rejected(&self, outcome: &'static str) {
        self.requests.get_or_create(&[("outcome", outcome)]).inc();
    }

    pub(crate) fn responded(&self, status: StatusCode, latency: Duration) {
        let [success, client_error, server_error, other] = &self.durations;
        let histogram = match status.as_u16() {
            200..=299 => success,
            400..=499 => client_error,
            500..=599 => server_error,
            _ => other,
        };
        histogram.observe(latency.as_secs_f64());
    }

    pub(crate) fn key_fetch(&self, ok: bool) {
        let outcome = if ok { "ok" } else { "failed" };
        let fetches = self.key_fetches.get_or_create(&[("outcome", outcome)]);
        fetches.inc();
        if ok {
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            let seconds = now.map_or(0, |now| now.as_secs());
            self.keys_fetched
                .set(seconds.try_into().unwrap_or(i64::MAX));
        }
    }

    pub(crate) fn token_lookup(&self, hit: bool) {
        let counter = if hit { &self.hits } else { &self.misses };
        counter.inc();
    }

    /// An introspection request with this outcome: `active`, `inactive` or `failed`.
    pub fn introspection(&self, outcome: &'static str) {
        let introspections = self.introspections.get_or_create(&[("outcome", outcome)]);
        introspections.inc();
    }

    /// A look-up in the cache of introspection results: `hit`, `shared` (a request was running
    /// already) or `miss`.
    pub fn introspection_lookup(&self, result: &'static str) {
        let lookups = self
            .introspection_lookups
            .get_or_create(&[("result", result)]);
        lookups.inc();
    }
}
