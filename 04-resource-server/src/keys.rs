//! The issuer's keys, kept from one request to the next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;

use fetch_token::Flight;
use thiserror::Error;
use tokio::time::Instant;
use verify_signature::{KeySet, fetch_keys, fetch_metadata};

use crate::metrics::metrics;

/// How long keys are good, and how often the issuer may be bothered.
#[derive(Clone, Copy, Debug)]
pub struct KeyTimes {
    /// How long keys are used before they are fetched again: the time in which a key that the
    /// issuer has withdrawn still verifies. Default: 5 minutes.
    pub lifetime: Duration,
    /// How much longer they serve while the issuer does not answer. Default: 1 day.
    pub stale: Duration,
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
            stale: Duration::from_secs(24 * 60 * 60),
            cooldown: Duration::from_secs(10),
            retry: Duration::from_secs(2),
        }
    }
}

/// There are no keys to judge with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{reason}")]
pub struct KeysUnavailable {
    /// When the next fetch may be tried, in seconds.
    pub retry_after: u64,
    /// Why the last one failed.
    pub reason: String,
}

/// The issuer's keys: fetched when they are first needed, when they are old, and when a token names
/// one that is not among them. A clone is a handle on the same keys.
#[derive(Clone)]
pub struct IssuerKeys(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    issuer: String,
    times: KeyTimes,
    state: RwLock<State>,
    /// The last fetch, which may be under way: all who need its outcome wait for the same one.
    flight: Mutex<Option<Flight<Outcome>>>,
}

#[derive(Default)]
struct State {
    /// The keys, and when they were asked for.
    known: Option<(Arc<KeySet>, Instant)>,
    /// When a fetch for the sake of an unknown `kid` last began.
    searched: Option<Instant>,
    /// When the last fetch failed, and why; `None` if it did not.
    failed: Option<(Instant, String)>,
}

type Outcome = Result<Arc<KeySet>, KeysUnavailable>;

impl IssuerKeys {
    /// Keys of an issuer, none fetched yet: the server starts while its issuer is down.
    #[must_use]
    pub fn new(http: reqwest::Client, issuer: impl Into<String>, times: KeyTimes) -> Self {
        Self(Arc::new(Inner {
            http,
            issuer: issuer.into(),
            times,
            state: RwLock::default(),
            flight: Mutex::default(),
        }))
    }

    /// The keys to judge with. Those that are older than their lifetime serve on if the issuer does
    /// not answer: that it is down is no reason to believe that its keys are bad.
    ///
    /// As long as the keys did not change, it is the same `Arc`.
    ///
    /// # Errors
    /// [`KeysUnavailable`] if there are none, and the issuer gave none.
    pub async fn current(&self) -> Outcome {
        let KeyTimes {
            lifetime, stale, ..
        } = self.0.times;
        let (known, failed) = {
            let state = self.0.read();
            (state.known.clone(), state.failed.is_some())
        };
        let usable = match known {
            Some((keys, asked)) if asked.elapsed() < lifetime => return Ok(keys),
            Some((keys, asked)) if asked.elapsed() < lifetime + stale => Some(keys),
            _ => None,
        };
        let flight = self.0.fetch(&mut self.0.flight());
        match usable {
            // It did not answer the last time, and may hang for seconds each time: nobody waits.
            Some(keys) if failed => Ok(keys),
            Some(keys) => Ok(wait(flight).await.unwrap_or(keys)),
            None => wait(flight).await,
        }
    }

    /// Keys that are newer than those that were `seen` not to have some `kid`; `None` if there are
    /// none, or the issuer was asked for such a reason just now.
    ///
    /// # Errors
    /// [`KeysUnavailable`] if the issuer does not answer: whether the key is its own is not known.
    pub async fn newer_than(
        &self,
        seen: &Arc<KeySet>,
    ) -> Result<Option<Arc<KeySet>>, KeysUnavailable> {
        // Twice, because a fetch that was under way already may have begun before the key was made.
        for _ in 0..2 {
            if let Some(newer) = self.0.newer_than(seen) {
                return Ok(Some(newer));
            }
            match self.0.search() {
                Some(flight) => wait(flight).await?,
                None => return Ok(None),
            };
        }
        Ok(self.0.newer_than(seen))
    }
}

impl Inner {
    fn newer_than(&self, seen: &Arc<KeySet>) -> Option<Arc<KeySet>> {
        let (keys, _) = self.read().known.clone()?;
        (!Arc::ptr_eq(&keys, seen)).then_some(keys)
    }

    /// A fetch for the sake of an unknown `kid`; `None` if there was one just now.
    fn search(self: &Arc<Self>) -> Option<Result<Flight<Outcome>, KeysUnavailable>> {
        let mut flight = self.flight();
        if under_way(&flight).is_none() {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            let just_now = |at: Instant| at.elapsed() < self.times.cooldown;
            // A search that failed has found out nothing: it is no reason to call a token invalid.
            if state.failed.is_none() && state.searched.is_some_and(just_now) {
                return None;
            }
            state.searched = Some(Instant::now());
        }
        Some(self.fetch(&mut flight))
    }

    /// Joins the fetch that is under way, or begins one, unless the last one failed just now.
    fn fetch(
        self: &Arc<Self>,
        flight: &mut Option<Flight<Outcome>>,
    ) -> Result<Flight<Outcome>, KeysUnavailable> {
        if let Some(flight) = under_way(flight) {
            return Ok(flight.clone());
        }
        if let Some((at, reason)) = &self.read().failed {
            let wait = self.times.retry.saturating_sub(at.elapsed());
            if !wait.is_zero() {
                return Err(KeysUnavailable::new(wait, reason));
            }
        }
        let inner = Arc::clone(self);
        Ok(flight
            .insert(Flight::start(|landing| async move {
                landing.land(inner.ask().await)
            }))
            .clone())
    }

    async fn ask(&self) -> Outcome {
        let asked = Instant::now();
        let answer = match fetch_metadata(&self.http, &self.issuer).await {
            Ok(metadata) => fetch_keys(&self.http, &metadata.jwks_uri).await,
            Err(error) => Err(error),
        };
        metrics().key_fetch(answer.is_ok());
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Ok(keys) => {
                let keys = match state.known.take() {
                    // The same value, so that what was verified with it stays verified.
                    Some((old, _)) if *old == keys => old,
                    _ => {
                        tracing::info!(issuer = self.issuer, ?keys, "the issuer's keys");
                        Arc::new(keys)
                    }
                };
                state.known = Some((Arc::clone(&keys), asked));
                state.failed = None;
                Ok(keys)
            }
            Err(error) => {
                tracing::warn!(issuer = self.issuer, %error, "cannot fetch the issuer's keys");
                let unavailable = KeysUnavailable::new(self.times.retry, &error.to_string());
                state.failed = Some((Instant::now(), unavailable.reason.clone()));
                Err(unavailable)
            }
        }
    }

    // Nothing panics while it holds a lock, and if it did, what is in there would still be whole.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn flight(&self) -> MutexGuard<'_, Option<Flight<Outcome>>> {
        self.flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeysUnavailable {
    fn new(wait: Duration, reason: &str) -> Self {
        Self {
            retry_after: wait.as_secs_f64().ceil() as u64,
            reason: reason.to_owned(),
        }
    }
}

fn under_way(flight: &Option<Flight<Outcome>>) -> Option<&Flight<Outcome>> {
    flight.as_ref().filter(|flight| flight.is_under_way())
}

async fn wait(flight: Result<Flight<Outcome>, KeysUnavailable>) -> Outcome {
    let stopped = || KeysUnavailable::new(Duration::ZERO, "the server is stopping");
    flight?.outcome().await.ok_or_else(stopped)?
}
