//! A request and its response, as text.

use std::fmt::{self, Write};

use anyhow::Context;
use fetch_token::http::{self, Response};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::Value;

/// The headers that mean something to a client of this protocol; others differ from server to
/// server.
const SHOWN: [&str; 9] = [
    "Authorization",
    "DPoP",
    "Cache-Control",
    "Content-Type",
    "DPoP-Nonce",
    "Location",
    "Pragma",
    "Retry-After",
    "WWW-Authenticate",
];

/// A request and its response. Prints as they go over the wire, with parameters of a form and members
/// of JSON on lines of their own.
pub struct Exchange {
    request: String,
    response: Response,
}

impl Exchange {
    /// Sends the request.
    ///
    /// # Errors
    /// If there is no response.
    pub async fn send(request: RequestBuilder) -> anyhow::Result<Self> {
        let built = request
            .try_clone()
            .context("a body that streams")?
            .build()?;
        let mut text = format!("{} {} HTTP/1.1\n", built.method(), built.url().path());
        headers(&mut text, built.headers());
        if let Some(body) = built.body().and_then(reqwest::Body::as_bytes) {
            let body = String::from_utf8_lossy(body).replace('&', "\n&");
            write!(text, "\n{body}\n")?;
        }
        Ok(Self {
            request: text,
            response: http::send(request).await?,
        })
    }

    /// The status of the response.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status
    }

    /// A header of the response; empty if it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.response
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The body of the response as JSON, or null.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.response.body).unwrap_or_default()
    }

    /// The response alone, for a table in which the request is the same each time.
    #[must_use]
    pub fn response(&self) -> String {
        let mut text = format!("HTTP/1.1 {}\n", self.response.status);
        headers(&mut text, &self.response.headers);
        match serde_json::from_slice::<Value>(&self.response.body) {
            Ok(json) => text.push_str(&format!("\n{json:#}\n")),
            Err(_) if self.response.body.is_empty() => {}
            Err(_) => text.push_str(&format!(
                "\n{}\n",
                String::from_utf8_lossy(&self.response.body)
            )),
        }
        text
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.request, self.response())
    }
}

fn headers(text: &mut String, headers: &HeaderMap) {
    for name in SHOWN {
        for value in headers.get_all(name) {
            let value = String::from_utf8_lossy(value.as_bytes());
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
}
