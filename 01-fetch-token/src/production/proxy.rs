//! Which requests go through a proxy.

use std::env;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use super::settings::is_loopback;

/// A proxy that the environment names for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proxy {
    /// The variable that names it, for messages: its value may contain a password.
    pub(crate) variable: &'static str,
    /// Its URL.
    pub(crate) url: String,
}

/// The proxy for requests to `url`: `HTTP_PROXY`, `HTTPS_PROXY` and `ALL_PROXY`, in capitals or not,
/// unless `NO_PROXY` contains the host.
///
/// This machine is never asked through a proxy. A proxy elsewhere would ask itself instead, and
/// would read the client's secret.
pub(crate) fn proxy_for(url: &Url) -> Option<Proxy> {
    if is_loopback(url) {
        return None;
    }
    // It knows what NO_PROXY may contain.
    Matcher::from_env().intercept(&url.as_str().parse().ok()?)?;
    let variables = match url.scheme() {
        "https" => ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        _ => ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    variables.into_iter().find_map(|variable| {
        let url = env::var(variable).ok().filter(|url| !url.is_empty())?;
        Some(Proxy { variable, url })
    })
}
