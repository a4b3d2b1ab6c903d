//! The issuer's keys, kept from one request to the next.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use thiserror::Error;
use tokio::sync::Mutex;
use tokio::time::Instant;
use verify_signature::{DiscoveryError, KeySet, fetch_keys, fetch_metadata};

/// How long keys are good, and how often the issuer may be bothered.
#[derive(Clone, Copy, Debug)]
pub struct KeyTimes {
    /// How long keys are used before they are fetched again: the time in which a key that the
    /// issuer has withdrawn still verifies. Default: 5 minutes.
    pub lifetime: Duration,
    /// The least time between two fetches for the sake of an unknown `kid`. Anybody can send
    /// tokens with invented ones. Default: 10 seconds.
    pub cooldown: Duration,
    /// The least time between a fetch that failed and the next. Default: 2 seconds.
    pub retry: Duration,
}

impl Default for KeyTimes {
    fn default() -> Self {
        Self {
            lifetime: Duration::from_secs(300),
            cooldown: Duration::from_secs(10),
            retry: Duration::from_secs(2),
        }
    }
}

/// There are no keys to judge with.
#[derive(Clone, Debug, Error)]
#[error("{reason}")]
pub struct KeysUnavailable {
    /// When the next fetch may be tried, in seconds.
    pub retry_after: u64,
    /// Why the last one failed.
    pub reason: String,
}

/// The issuer's keys: fetched when they are first needed, when they are old, and when a token names
/// one that is not among them.
pub struct IssuerKeys {
    http: reqwest::Client,
    issuer: String,
    times: KeyTimes,
    state: RwLock<State>,
    /// Held while fetching, so that a thousand requests that wait for keys cause one fetch.
    flight: Mutex<()>,
}

#[derive(Default)]
struct State {
    keys: Option<Arc<KeySet>>,
    fetched: Option<Instant>,
    /// When keys were last fetched because of an unknown `kid`.
    searched: Option<Instant>,
    /// When a fetch last failed, and why.
    failed: Option<(Instant, String)>,
}

impl IssuerKeys {
    /// Keys of an issuer, none fetched yet: the server starts while its issuer is down.
    #[must_use]
    pub fn new(http: reqwest::Client, issuer: impl Into<String>, times: KeyTimes) -> Self {
        let (state, flight) = (RwLock::default(), Mutex::default());
        Self {
            http,
            issuer: issuer.into(),
            times,
            state,
            flight,
        }
    }

    /// The keys to judge with. Those that are older than their lifetime serve on if the issuer does
    /// not answer: that it is down is no reason to believe that its keys are bad.
    ///
    /// # Errors
    /// [`KeysUnavailable`] if there are none, and the issuer gave none.
    pub async fn current(&self) -> Result<Arc<KeySet>, KeysUnavailable> {
        if let Some(keys) = self.fresh() {
            return Ok(keys);
        }
        let _flight = self.flight.lock().await;
        if let Some(keys) = self.fresh() {
            return Ok(keys); // fetched while this request waited for its turn
        }
        match self.fetch().await {
            Ok(keys) => Ok(keys),
            Err(unavailable) => self.read().keys.clone().ok_or(unavailable),
        }
    }

    /// Keys that are newer than those that were `seen` not to have some `kid`; `None` if the issuer
    /// was asked for such a reason just now.
    ///
    /// # Errors
    /// [`KeysUnavailable`] if the issuer does not answer: whether the key is its own is not known.
    pub async fn newer_than(
        &self,
        seen: &Arc<KeySet>,
    ) -> Result<Option<Arc<KeySet>>, KeysUnavailable> {
        let _flight = self.flight.lock().await;
        let current = self.read().keys.clone();
        if let Some(keys) = current.filter(|keys| !Arc::ptr_eq(keys, seen)) {
            return Ok(Some(keys)); // fetched while this request waited for its turn
        }
        let searched = self.read().searched;
        if searched.is_some_and(|at| at.elapsed() < self.times.cooldown) {
            return Ok(None);
        }
        let keys = self.fetch().await?;
        self.write().searched = Some(Instant::now());
        Ok(Some(keys))
    }

    fn fresh(&self) -> Option<Arc<KeySet>> {
        let state = self.read();
        let fetched = state
            .fetched
            .filter(|at| at.elapsed() < self.times.lifetime);
        fetched.and(state.keys.clone())
    }

    /// Asks the issuer, unless it failed to answer just now. The caller holds `flight`.
    async fn fetch(&self) -> Result<Arc<KeySet>, KeysUnavailable> {
        if let Some((at, reason)) = &self.read().failed {
            let wait = self.times.retry.saturating_sub(at.elapsed());
            if !wait.is_zero() {
                let retry_after = wait.as_secs_f64().ceil() as u64;
                return Err(KeysUnavailable {
                    retry_after,
                    reason: reason.clone(),
                });
            }
        }
        match self.ask().await {
            Ok(keys) => {
                let keys = Arc::new(keys);
                tracing::info!(issuer = self.issuer, ?keys, "fetched the issuer's keys");
                let mut state = self.write();
                state.keys = Some(Arc::clone(&keys));
                state.fetched = Some(Instant::now());
                state.failed = None;
                Ok(keys)
            }
            Err(error) => {
                tracing::warn!(issuer = self.issuer, %error, "cannot fetch the issuer's keys");
                let reason = error.to_string();
                self.write().failed = Some((Instant::now(), reason.clone()));
                let retry_after = self.times.retry.as_secs_f64().ceil() as u64;
                Err(KeysUnavailable {
                    retry_after,
                    reason,
                })
            }
        }
    }

    async fn ask(&self) -> Result<KeySet, DiscoveryError> {
        let metadata = fetch_metadata(&self.http, &self.issuer).await?;
        fetch_keys(&self.http, &metadata.jwks_uri).await
    }

    // Nothing panics while it holds the lock, and if it did, the state would still be whole.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
