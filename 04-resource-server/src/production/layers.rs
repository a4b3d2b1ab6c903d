//! What every request passes, whatever its route: a time-out, a size limit, an id, the log, metrics.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, Entry, HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use fetch_token::trace;
use tokio::time::{Instant, timeout};
use tower::ServiceBuilder;
use tower_http::limit::RequestBodyLimitLayer;
use tracing::{Instrument, Span};
use uuid::Uuid;

use super::metrics;
use crate::Rejection;

/// How long a response may take: longer than a fetch of keys, whose own time-outs lead to a more precise
/// response.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The largest request body, in bytes.
const MAX_BODY: usize = 64 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The app with a time-out, a limit for request bodies, metrics, and a log in which each line has the id
/// of its request.
///
/// A valid `traceparent` (W3C Trace Context) is logged, and passed on in requests to the issuer.
pub fn layers(app: Router) -> Router {
    // One layer instead of one for each concern: axum boxes the request's future for every call of
    // `layer`.
    app.layer(
        ServiceBuilder::new()
            .layer(from_fn(observe))
            .layer(RequestBodyLimitLayer::new(MAX_BODY)),
    )
}

async fn observe(mut request: Request, next: Next) -> Response {
    let start = Instant::now();
    // From here on, the debug output of the request's headers has `Sensitive` for the token.
    if let Entry::Occupied(mut token) = request.headers_mut().entry(AUTHORIZATION) {
        token.iter_mut().for_each(|value| value.set_sensitive(true));
    }
    let id = request_id(&request);
    let traceparent = request.headers().get(TRACEPARENT);
    let traceparent = traceparent.filter(|value| is_traceparent(value)).cloned();
    let span = span(&request, &id, traceparent.as_ref());
    let response = async {
        let response = trace::scope(traceparent, next.run(request));
        let mut response = timeout(TIMEOUT, response).await.unwrap_or_else(|_| {
            let reason = format!("no response within {} s", TIMEOUT.as_secs());
            Rejection::unavailable("timeout", Duration::from_secs(2), reason).refuse("")
        });
        let latency = start.elapsed();
        metrics().responded(response.status(), latency);
        let status = response.status().as_u16();
        let latency = format_args!("{} μs", latency.as_micros());
        tracing::info!(%latency, status, "finished processing request");
        response.headers_mut().insert(REQUEST_ID, id);
        response
    };
    response.instrument(span).await
}

/// The path, but never the query: RFC 6750 §2.3 allows a token there, and some clients still send it
/// that way.
fn span(request: &Request, id: &HeaderValue, traceparent: Option<&HeaderValue>) -> Span {
    let path = request.uri().path().chars().take(100);
    // Non-ASCII as well: a raw path can contain characters that change the direction of a line.
    let path: String = path.flat_map(char::escape_default).collect();
    let traceparent = traceparent.and_then(|value| value.to_str().ok());
    let id = id.to_str().ok();
    tracing::info_span!("request", method = %request.method(), path, id, traceparent)
}

/// The id that a caller or a proxy gave the request, to find it in several logs, or a new one. Ids with
/// other characters than letters, digits, `-` and `_` are replaced.
fn request_id(request: &Request) -> HeaderValue {
    let plain = |id: &&HeaderValue| {
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
        (1..=64).contains(&id.len()) && id.as_bytes().iter().all(allowed)
    };
    let mut ids = request.headers().get_all(REQUEST_ID).iter();
    match (ids.next().filter(plain), ids.next()) {
        (Some(id), None) => id.clone(),
        _ => HeaderValue::try_from(Uuid::new_v4().to_string())
            .unwrap_or(HeaderValue::from_static("none")),
    }
}

/// `version-trace_id-parent_id-flags`, in lower-case hex.
fn is_traceparent(value: &HeaderValue) -> bool {
    let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let mut parts = value.as_bytes().split(|byte| *byte == b'-');
    let lengths = [2, 32, 16, 2];
    let fits = lengths.into_iter().all(|length| {
        let part = parts.next().unwrap_or_default();
        part.len() == length && part.iter().copied().all(hex)
    });
    fits && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_valid_traceparents_are_passed_on() {
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0cc902c7-01";
        let is_valid = |text: &str| is_traceparent(&HeaderValue::try_from(text).unwrap());
        assert!(is_valid(good));
        for bad in [
            "",
            "00",
            &good.to_uppercase(),
            &good.replace('-', "_"),
            &format!("{good}-"),
            &format!("{good}00"),
            &good.replace("4bf9", "4bg9"),
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
    }
}
