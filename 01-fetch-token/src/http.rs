//! One HTTP exchange with a server that may be slow, down or the wrong one.
//!
//! Steps 03 and 05 use these two functions as well, so that each network call of the course has a
//! time-out and a size limit, and follows no redirects.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, SystemTime};

use reqwest::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Proxy, RequestBuilder, StatusCode, Url, redirect};
use thiserror::Error;

use crate::production::proxy::proxy_for;
use crate::{printable, trace};

/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long the whole exchange may take, from connecting to the last byte of the response.
pub const TIMEOUT: Duration = Duration::from_secs(5);
/// The largest response body that is read, in bytes. A token response has about 1500, a key set
/// rarely more than ten times that.
pub const MAX_BODY: usize = 256 * 1024;

/// A complete response, read into memory.
#[derive(Clone)]
pub struct Response {
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most [`MAX_BODY`] bytes. It may contain a token, so `Response` has no `Debug`.
    pub body: Vec<u8>,
    /// For messages: the URL of the request, and the proxy if there was one.
    pub origin: String,
}

/// The exchange failed before a complete response was read.
#[derive(Clone, Debug, Error)]
pub enum HttpError {
    /// The TCP or TLS connection failed.
    #[error("cannot connect to {url}: {cause}")]
    Connect {
        /// The URL of the request, without query, and the proxy if there was one.
        url: String,
        /// The innermost cause, such as "Connection refused".
        cause: String,
    },
    /// The response was not complete in time.
    #[error("{url} did not answer within {} s", TIMEOUT.as_secs())]
    Timeout {
        /// The URL of the request, without query, and the proxy if there was one.
        url: String,
    },
    /// The response body is larger than [`MAX_BODY`].
    #[error("{url} answered with more than {MAX_BODY} bytes: that cannot be the right response")]
    TooLarge {
        /// The URL of the request, without query, and the proxy if there was one.
        url: String,
    },
    /// The connection was closed too early, or the response was not HTTP.
    #[error("the exchange with {url} failed: {cause}")]
    Broken {
        /// The URL of the request, without query, and the proxy if there was one.
        url: String,
        /// The innermost cause.
        cause: String,
    },
    /// The client itself could not be built.
    #[error("cannot set up TLS: {0}")]
    Setup(String),
    /// The request could not be built from its URL and its headers.
    #[error("cannot make the request: {0}")]
    Request(String),
    /// The client cannot authenticate: its key or the file of its assertion has a problem (step 06).
    #[error("cannot make the client assertion: {0}")]
    Assertion(String),
}

/// The HTTP client of the course.
///
/// It follows no redirect: otherwise it would send its secret wherever an attacker, or a mistake in a
/// proxy, points it. This machine is never asked through a proxy, and `localhost` is always this
/// machine (RFC 6761 §6.3).
///
/// # Errors
/// [`HttpError::Setup`] if the client cannot be built.
pub fn client() -> Result<reqwest::Client, HttpError> {
    let builder = || {
        let loopback = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
        // Port 0 is the URL's.
        let loopback = loopback.map(|address: IpAddr| SocketAddr::new(address, 0));
        reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            // Without it, a server may compress its response (RFC 9110 §12.5.3).
            .default_headers(HeaderMap::from_iter([(
                ACCEPT_ENCODING,
                HeaderValue::from_static("identity"),
            )]))
            .proxy(Proxy::custom(|url| proxy_for(url).map(|proxy| proxy.url)))
            .resolve_to_addrs("localhost", &loopback)
    };
    // A machine may have no trusted certificates, and need none for plain http. With an empty list of
    // them, each server on https is refused.
    builder()
        .build()
        .or_else(|_| builder().tls_certs_only([]).build())
        .map_err(|error| HttpError::Setup(innermost(&error)))
}

/// Sends a request and reads the complete response, whatever its status. An exchange that breaks off is
/// tried once more, so the request must be one that may be repeated.
///
/// # Errors
/// [`HttpError`] if there is no complete response, or it is too large.
pub async fn send(request: RequestBuilder) -> Result<Response, HttpError> {
    let again = request.try_clone();
    match (exchange(request).await, again) {
        // A server may close a kept-alive connection just when it is used again.
        (Err(HttpError::Broken { .. }), Some(request)) => exchange(request).await,
        (outcome, _) => outcome,
    }
}

/// As [`send`], with a request that is made anew for each attempt, because a server accepts a part of it
/// only once: an assertion of the client (step 06).
///
/// # Errors
/// As of [`send`], and what `make` returns.
pub async fn send_anew(
    make: impl Fn() -> Result<RequestBuilder, HttpError>,
) -> Result<Response, HttpError> {
    match exchange(make()?).await {
        Err(HttpError::Broken { .. }) => exchange(make()?).await,
        outcome => outcome,
    }
}

async fn exchange(request: RequestBuilder) -> Result<Response, HttpError> {
    let (client, request) = trace::propagate(request).build_split();
    let request = request.map_err(|error| HttpError::Request(innermost(&error)))?;
    let origin = origin(request.url());
    let failed = |error: &reqwest::Error| HttpError::from_reqwest(origin.clone(), error);

    let mut response = client
        .execute(request)
        .await
        .map_err(|error| failed(&error))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    // Chunk by chunk, because Content-Length may be absent or wrong.
    while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error))? {
        if body.len().saturating_add(chunk.len()) > MAX_BODY {
            return Err(HttpError::TooLarge { url: origin });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response {
        status,
        headers,
        body,
        origin,
    })
}

impl Response {
    /// The value of `Content-Type` for messages: `text/html`, or `no content type`.
    #[must_use]
    pub fn content_type(&self) -> String {
        let value = self.headers.get(CONTENT_TYPE);
        let value = value.and_then(|value| value.to_str().ok());
        printable(value.unwrap_or("no content type"))
    }

    /// How long the server asked us to wait: `Retry-After` in seconds or as a date, where a date in
    /// the past means no time at all (RFC 9110 §10.2.3). `None` if it is absent or neither.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        let value = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        if let Ok(seconds) = value.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = httpdate::parse_http_date(value).ok()?;
        Some(date.duration_since(SystemTime::now()).unwrap_or_default())
    }
}

/// Whether a status is worth retrying: it describes the server's state, not the request. The body is
/// ignored: a proxy sends HTML, an authorization server an OAuth error.
///
/// RFC 9110 §15.5.9 and §15.6.3 to §15.6.5, RFC 6585 §4
#[must_use]
pub fn is_retryable(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

impl HttpError {
    /// Whether the same exchange may succeed later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Connect { .. } | Self::Timeout { .. } | Self::Broken { .. }
        )
    }

    fn from_reqwest(url: String, error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout { url }
        } else if error.is_connect() {
            Self::Connect {
                url,
                cause: innermost(error),
            }
        } else {
            Self::Broken {
                url,
                cause: innermost(error),
            }
        }
    }
}

/// A request's URL for messages, without its query, and the proxy that it goes through, if any. A
/// proxy may be the one that fails.
fn origin(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_query(None);
    match proxy_for(url) {
        None => shown.into(),
        Some(proxy) => format!(
            "{shown} (through the proxy in {}; to go without it, add {} to NO_PROXY)",
            proxy.variable,
            url.host_str().unwrap_or_default()
        ),
    }
}

/// The last error of a chain: reqwest's own text says "error sending request", its source's source
/// says "Connection refused".
fn innermost(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    let text = error.to_string();
    if text.ends_with("UnknownIssuer") {
        return format!(
            "{text}: this machine trusts no certificate authority that signed it; are the trusted \
             certificates of the system installed (often the package ca-certificates)?"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retry_after(value: &str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        let (status, body) = (StatusCode::SERVICE_UNAVAILABLE, vec![]);
        Response {
            status,
            headers,
            body,
            origin: String::new(),
        }
        .retry_after()
    }

    /// Whatever the machine's hosts file says, and on both addresses.
    #[tokio::test]
    async fn localhost_is_this_machine() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = tokio::net::TcpListener::bind(address).await else {
                continue; // This machine has no IPv6.
            };
            let port = listener.local_addr().unwrap().port();
            let url = format!("http://localhost:{port}/");
            let connecting = tokio::spawn(send(client().unwrap().get(url)));
            listener.accept().await.unwrap();
            connecting.abort();
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after("120"), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("0"), Some(Duration::ZERO));
        assert_eq!(
            retry_after("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(Duration::ZERO)
        );
        let hour = SystemTime::now() + Duration::from_secs(3600);
        let wait = retry_after(&httpdate::fmt_http_date(hour)).unwrap();
        assert!(wait > Duration::from_secs(3000) && wait <= Duration::from_secs(3600));
        for neither in ["soon", "-1", "1.5", "", "99999999999999999999"] {
            assert_eq!(retry_after(neither), None, "{neither}");
        }
    }
}
