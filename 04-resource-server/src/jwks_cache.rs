//! The issuer's keys, kept from one request to the next.

use std::sync::Arc;
use std::time::Duration;

use fetch_token::{Fetched, RefreshError, Refreshing};
use reqwest::Client;
use verify_signature::{DiscoveryError, KeySet, fetch_keys, fetch_metadata};

use crate::Rejection;
use crate::production::metrics;

/// How long keys are used, and how often the issuer may be asked for them.
#[derive(Clone, Copy, Debug)]
pub struct JwksCacheConfig {
    /// How long keys are used before they are fetched again, in the background: the time for which
    /// a key that the issuer has withdrawn still verifies. Default: 5 minutes.
    pub ttl: Duration,
    /// How much longer they are used while the issuer does not answer. Default: 1 day.
    pub max_stale: Duration,
    /// The least time between two fetches caused by an unknown `kid`. Anyone can send tokens with
    /// invented ones. Default: 10 seconds.
    pub unknown_kid_cooldown: Duration,
    /// The least time between a fetch that failed and the next. Default: 2 seconds.
    pub retry_after_failure: Duration,
}

impl Default for JwksCacheConfig {
    fn default() -> Self {
        Self {
            ttl: Duration::from_secs(300),
            max_stale: Duration::from_secs(24 * 60 * 60),
            unknown_kid_cooldown: Duration::from_secs(10),
            retry_after_failure: Duration::from_secs(2),
        }
    }
}

/// The issuer's keys: fetched when they are first needed, when they are due, and when a token names a
/// key that is not among them. Clones share the keys.
#[derive(Clone, Debug)]
pub struct JwksCache {
    keys: Refreshing<KeySet, DiscoveryError>,
    config: JwksCacheConfig,
}

impl JwksCache {
    /// A cache for the keys of `issuer`. Nothing is fetched yet, so that the server starts while its
    /// issuer is down.
    #[must_use]
    pub fn new(http: Client, issuer: impl Into<String>, config: JwksCacheConfig) -> Self {
        let issuer: Arc<str> = issuer.into().into();
        let fetch = move |previous| fetch(http.clone(), Arc::clone(&issuer), config, previous);
        let keys = Refreshing::new(config.retry_after_failure, fetch);
        Self { keys, config }
    }

    /// The keys to verify with. While they have not changed, it is the same `Arc`.
    ///
    /// Keys that are older than their ttl are still used if the issuer does not answer: an outage is
    /// not a reason to distrust its keys.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] if there are no keys and the issuer returned none.
    pub async fn get(&self) -> Result<Arc<KeySet>, Rejection> {
        Ok(self.keys.get().await?)
    }

    /// Keys that are newer than those that were `seen` not to have some `kid`. If the issuer has no
    /// newer ones, it is the same `Arc`.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] if the issuer does not answer, or was asked for such a reason less
    /// than the cool-down ago: it is not known whether the key is the issuer's.
    pub async fn refresh_for_unknown_kid(
        &self,
        seen: &Arc<KeySet>,
    ) -> Result<Arc<KeySet>, Rejection> {
        let cooldown = self.config.unknown_kid_cooldown;
        Ok(self.keys.newer_than(seen, cooldown).await?)
    }
}

async fn fetch(
    http: Client,
    issuer: Arc<str>,
    config: JwksCacheConfig,
    previous: Option<Arc<KeySet>>,
) -> Result<Fetched<KeySet>, DiscoveryError> {
    let keys = async {
        let metadata = fetch_metadata(&http, &issuer).await?;
        fetch_keys(&http, &metadata.jwks_uri()?).await
    };
    let keys = keys.await;
    metrics().key_fetch(keys.is_ok());
    let keys = keys
        .inspect_err(|error| tracing::warn!(%issuer, %error, "cannot fetch the issuer's keys"))?;
    let value = match previous {
        // The same value, so that what was verified with it stays verified.
        Some(previous) if *previous == keys => previous,
        _ => {
            tracing::info!(%issuer, ?keys, "the issuer's keys");
            if keys.left_out() > 0 {
                let left_out = keys.left_out();
                tracing::warn!(%issuer, left_out, "the issuer has more keys than are kept");
            }
            Arc::new(keys)
        }
    };
    Ok(Fetched {
        value,
        refresh_after: config.ttl,
        expires_after: config.ttl.saturating_add(config.max_stale),
    })
}

impl<E: ToString> From<RefreshError<E>> for Rejection {
    fn from(error: RefreshError<E>) -> Self {
        let (code, retry_after, reason) = match error {
            RefreshError::Failed { error, retry_after } => {
                ("issuer_unavailable", retry_after, error.to_string())
            }
            RefreshError::CoolingDown { retry_after } => {
                let reason = "the kid is unknown, and the keys were fetched too recently to fetch them again";
                ("unknown_key_cooldown", retry_after, reason.to_owned())
            }
            RefreshError::Abandoned => (
                "stopping",
                Duration::ZERO,
                "the server is stopping".to_owned(),
            ),
        };
        Self::unavailable(code, retry_after, reason)
    }
}
