//! What every request passes, whatever its route: a time-out, a size limit, an id and the log.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::map_request;
use tower_http::LatencyUnit;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{
    MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::{DefaultOnResponse, TraceLayer};
use tracing::{Level, Span};

/// How long a response may take: longer than a fetch of keys, whose own time-outs lead to a more precise
/// response.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The largest request body, in bytes.
const MAX_BODY: usize = 64 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The app with a time-out, a limit for request bodies, and a log in which each line has the id of its
/// request.
pub fn layers(app: Router) -> Router {
    let trace = TraceLayer::new_for_http()
        .make_span_with(span)
        .on_request(())
        .on_response(
            DefaultOnResponse::new()
                .level(Level::INFO)
                .latency_unit(LatencyUnit::Micros),
        )
        .on_failure(());
    // The last one is the first that a request meets.
    app.layer(RequestBodyLimitLayer::new(MAX_BODY))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIMEOUT,
        ))
        .layer(PropagateRequestIdLayer::new(REQUEST_ID))
        .layer(trace)
        .layer(SetRequestIdLayer::new(REQUEST_ID, MakeRequestUuid))
        .layer(map_request(only_plain_ids))
        // From here on, the debug output of the request's headers has `Sensitive` for the token.
        .layer(SetSensitiveRequestHeadersLayer::new([AUTHORIZATION]))
}

/// The path, but never the query: RFC 6750 §2.3 allows a token there, and some clients still send it
/// that way.
fn span(request: &Request) -> Span {
    let id = request.extensions().get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok());
    let path: String = request.uri().path().chars().take(100).collect();
    tracing::info_span!("request", method = %request.method(), path, id)
}

/// A caller or a proxy may name its request, to find it in several logs. Ids with other characters than
/// letters, digits, `-` and `_` are replaced.
async fn only_plain_ids(mut request: Request) -> Request {
    let plain = |id: &HeaderValue| {
        let letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
        (1..=64).contains(&id.len()) && id.as_bytes().iter().all(letter)
    };
    let headers = request.headers_mut();
    if !headers.get_all(REQUEST_ID).iter().all(plain) {
        headers.remove(REQUEST_ID);
    }
    request
}
