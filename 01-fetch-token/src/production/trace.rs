//! The trace context of an incoming request, for the outgoing requests that it causes (W3C Trace
//! Context).

use reqwest::RequestBuilder;
use reqwest::header::HeaderValue;

tokio::task_local! {
    static TRACEPARENT: Option<HeaderValue>;
}

/// Runs `work` on behalf of a request with this `traceparent`. Requests that [`http::send`] makes in
/// the same task carry it.
///
/// [`http::send`]: crate::http::send
pub async fn scope<F: Future>(traceparent: Option<HeaderValue>, work: F) -> F::Output {
    TRACEPARENT.scope(traceparent, work).await
}

/// The request with the `traceparent` of the current scope, if there is one.
pub(crate) fn propagate(request: RequestBuilder) -> RequestBuilder {
    match TRACEPARENT.try_with(Clone::clone) {
        Ok(Some(traceparent)) => request.header("traceparent", traceparent),
        _ => request,
    }
}
