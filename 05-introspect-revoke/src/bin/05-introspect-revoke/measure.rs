//! `measure`: each validator under load, and how long it accepts a token that was revoked.

use std::time::Duration;

use anyhow::ensure;
use client_assertion::token_client;
use fetch_token::{fetch_token, http};
use introspect_revoke::{IntrospectionCache, JwtThenIntrospection, revocation_endpoint, revoke};
use realm::{print, remark};
use reqwest::StatusCode;
use resource_server::{RequiredScope, TokenValidator};
use secrecy::{ExposeSecret, SecretString};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use verify_signature::{Verifier, fetch_metadata};

use crate::demo::{call, start, validators};

const CALLERS: usize = 8;
/// The time between two calls with the revoked token.
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// Prints a line for each validator. All run in this process, one after the other, on the same machine.
pub(crate) async fn run(
    verifier: &Verifier,
    scope: &RequiredScope,
    cache: Duration,
    load: Duration,
) -> anyhow::Result<()> {
    let ms = cache.as_millis();
    remark(format_args!(
        "{CALLERS} callers for {} ms each; introspection results are cached for {ms} ms",
        load.as_millis()
    ));
    print(format_args!(
        "{:32}{:>10}{:>12}{:>12}  accepted after its revocation",
        "validator", "requests", "per second", "to issuer"
    ))?;
    let bench = Bench {
        verifier,
        scope,
        load,
        patience: cache.saturating_mul(2).max(Duration::from_secs(1)),
    };
    let (jwt, introspection) = validators(verifier)?;
    bench.row("signature alone", jwt, &introspection).await?;
    let (_, introspection) = validators(verifier)?;
    let cached = introspection.with_cache_ttl(cache);
    bench
        .row("introspection, cached", cached.clone(), &cached)
        .await?;
    let (jwt, introspection) = validators(verifier)?;
    let cached = introspection.with_cache_ttl(cache);
    let both = JwtThenIntrospection::new(jwt, cached.clone());
    bench.row("signature, then cached", both, &cached).await?;
    let (jwt, introspection) = validators(verifier)?;
    let uncached = introspection.with_cache_ttl(Duration::ZERO);
    let both = JwtThenIntrospection::new(jwt, uncached.clone());
    bench
        .row("signature, then every time", both, &uncached)
        .await?;
    let (_, introspection) = validators(verifier)?;
    let uncached = introspection.with_cache_ttl(Duration::ZERO);
    bench
        .row("introspection, every time", uncached.clone(), &uncached)
        .await
}

struct Bench<'a> {
    verifier: &'a Verifier,
    scope: &'a RequiredScope,
    load: Duration,
    /// How long to wait for a refusal.
    patience: Duration,
}

impl Bench<'_> {
    /// `introspection` is what `validator` uses, for the number of its requests.
    async fn row(
        &self,
        name: &str,
        validator: impl TokenValidator,
        introspection: &IntrospectionCache,
    ) -> anyhow::Result<()> {
        let http = http::client()?;
        let metadata = fetch_metadata(&http, &self.verifier.policy().issuer).await?;
        let client = token_client(&self.verifier.policy().issuer.parse()?)?;
        let scopes = self.scope.to_string();
        let response = fetch_token(&http, &metadata.token_endpoint()?, &client, &scopes).await?;
        let token = response.access_token;
        let endpoint = revocation_endpoint(&metadata)?;

        let api = start(self.verifier, self.scope, validator).await?;
        let start_time = Instant::now();
        let requests = self.load(&http, &api, &token).await?;
        let rate = f64::from(requests) / start_time.elapsed().as_secs_f64();
        let introspections = introspection.introspections();
        if introspections > 0 {
            // The worst case: a result that has just been cached.
            while introspection.introspections() == introspections {
                call(&http, &api, &token).await?;
                sleep(POLL_INTERVAL).await;
            }
        }
        revoke(&http, &endpoint, &client, token.expose_secret()).await?;
        let window = self.window(&http, &api, &token).await?;
        let window = match (window, response.expires_in) {
            (Some(window), _) => format!("{:.2} s", window.as_secs_f64()),
            (None, Some(lifetime)) => format!("until it expires, at most {lifetime} s"),
            (None, None) => "until it expires".to_owned(),
        };
        print(format_args!(
            "{name:32}{requests:>10}{rate:>12.0}{introspections:>12}  {window}"
        ))?;
        Ok(())
    }

    /// Calls as fast as possible, and returns the number of calls.
    async fn load(
        &self,
        http: &reqwest::Client,
        api: &str,
        token: &SecretString,
    ) -> anyhow::Result<u32> {
        let load = self.load;
        let start_time = Instant::now();
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            let (http, api, token) = (http.clone(), api.to_owned(), token.clone());
            callers.spawn(async move {
                let mut requests = 0_u32;
                while start_time.elapsed() < load {
                    let status = call(&http, &api, &token).await?;
                    ensure!(status == StatusCode::OK, "the API answered {status}");
                    requests = requests.saturating_add(1);
                }
                Ok(requests)
            });
        }
        callers.join_all().await.into_iter().sum()
    }

    /// How long after the revocation the token was last accepted; `None` if it is still accepted.
    async fn window(
        &self,
        http: &reqwest::Client,
        api: &str,
        token: &SecretString,
    ) -> anyhow::Result<Option<Duration>> {
        let revoked = Instant::now();
        let mut last = Duration::ZERO;
        while last < self.patience {
            if call(http, api, token).await? != StatusCode::OK {
                return Ok(Some(last));
            }
            last = revoked.elapsed();
            sleep(POLL_INTERVAL).await;
        }
        Ok(None)
    }
}
