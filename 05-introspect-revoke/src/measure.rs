//! What freshness costs: each judge under load, and how long it accepts a token that was revoked.

use std::time::Duration;

use anyhow::ensure;
use fetch_token::{AuthMethod, Client, fetch_token, http};
use introspect_revoke::{HybridJudge, IntrospectionJudge, revocation_endpoint, revoke};
use reqwest::StatusCode;
use resource_server::{Judge, RequiredScope};
use secrecy::{ExposeSecret, SecretString};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use verify_signature::{Verifier, fetch_metadata};

use crate::stage::{call, judges, start};

const CALLERS: usize = 8;
/// How often it is looked whether the revoked token is still accepted.
const LOOK: Duration = Duration::from_millis(10);

/// Prints a line for each judge. All run in this process, one after the other, on the same machine.
pub(crate) async fn run(
    verifier: &Verifier,
    scope: &RequiredScope,
    cache: Duration,
    load: Duration,
) -> anyhow::Result<()> {
    let ms = cache.as_millis();
    eprintln!(
        "{CALLERS} callers for {} ms each; answers are cached for {ms} ms",
        load.as_millis()
    );
    println!(
        "{:32}{:>10}{:>12}{:>12}  accepted after its revocation",
        "judge", "requests", "per second", "to issuer"
    );
    let bench = Bench {
        verifier,
        scope,
        load,
        patience: (2 * cache).max(Duration::from_secs(1)),
    };
    let cached = |judge: IntrospectionJudge| judge.believing_for(cache);
    let always = |judge: IntrospectionJudge| judge.believing_for(Duration::ZERO);

    let (local, asking) = judges(verifier)?;
    bench.row("signature alone", local, &asking).await?;
    let (_, asking) = judges(verifier)?;
    let judge = cached(asking);
    bench
        .row("introspection, cached", judge.clone(), &judge)
        .await?;
    let (local, asking) = judges(verifier)?;
    let asking = cached(asking);
    let judge = HybridJudge::new(local, asking.clone());
    bench.row("signature, then cached", judge, &asking).await?;
    let (local, asking) = judges(verifier)?;
    let asking = always(asking);
    let judge = HybridJudge::new(local, asking.clone());
    bench
        .row("signature, then every time", judge, &asking)
        .await?;
    let (_, asking) = judges(verifier)?;
    let judge = always(asking);
    bench
        .row("introspection, every time", judge.clone(), &judge)
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
    /// `asking` is whom `judge` asks, for the number of questions.
    async fn row(
        &self,
        name: &str,
        judge: impl Judge,
        asking: &IntrospectionJudge,
    ) -> anyhow::Result<()> {
        let http = http::client()?;
        let metadata = fetch_metadata(&http, &self.verifier.policy().issuer).await?;
        let client = Client::from_env(AuthMethod::Post)?;
        let scopes = self.scope.to_string();
        let response = fetch_token(&http, &metadata.token_endpoint, &client, &scopes).await?;
        let token = response.access_token;
        let endpoint = revocation_endpoint(metadata)?;

        let api = start(self.verifier, self.scope, judge).await?;
        let begun = Instant::now();
        let requests = self.load(&http, &api, &token).await?;
        let rate = f64::from(requests) / begun.elapsed().as_secs_f64();
        let questions = asking.asked();
        if questions > 0 {
            // The worst case: an answer that has just been given.
            while asking.asked() == questions {
                call(&http, &api, &token).await?;
                sleep(LOOK).await;
            }
        }
        revoke(&http, &endpoint, &client, token.expose_secret()).await?;
        let window = self.window(&http, &api, &token).await?;
        let window = match (window, response.expires_in) {
            (Some(window), _) => format!("{:.2} s", window.as_secs_f64()),
            (None, Some(lifetime)) => format!("until it expires, at most {lifetime} s"),
            (None, None) => "until it expires".to_owned(),
        };
        println!("{name:32}{requests:>10}{rate:>12.0}{questions:>12}  {window}");
        Ok(())
    }

    /// Calls as fast as it can, and returns how often that was.
    async fn load(
        &self,
        http: &reqwest::Client,
        api: &str,
        token: &SecretString,
    ) -> anyhow::Result<u32> {
        let end = Instant::now() + self.load;
        let mut callers = JoinSet::new();
        for _ in 0..CALLERS {
            let (http, api, token) = (http.clone(), api.to_owned(), token.clone());
            callers.spawn(async move {
                let mut requests = 0;
                while Instant::now() < end {
                    let status = call(&http, &api, &token).await?;
                    ensure!(status == StatusCode::OK, "the API answered {status}");
                    requests += 1;
                }
                Ok(requests)
            });
        }
        callers.join_all().await.into_iter().sum()
    }

    /// How long after the revocation the token was last accepted; `None` if there was no end.
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
            sleep(LOOK).await;
        }
        Ok(None)
    }
}
