//! Introspection results, cached for a few seconds, and one request per token at a time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, WeakShared};
use quick_cache::sync::Cache;
use resource_server::{Rejection, TokenHash, TokenValidator, metrics};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use verify_signature::{Claims, Clock};

use crate::IntrospectionValidator;

/// How long an introspection result is used by default.
pub const CACHE_TTL: Duration = Duration::from_secs(10);

/// How many results of either kind are cached by default.
const CAPACITY: usize = 10_000;

/// The most introspection requests at a time; further ones wait.
const MAX_CONCURRENT: usize = 64;

/// An [`IntrospectionValidator`] that uses the issuer's response for a short while: the longest time
/// for which a revoked token is still accepted.
///
/// However many requests arrive with one token, they share one introspection request, which is
/// cancelled when the last of them is gone. Clones share the cache.
#[derive(Clone)]
pub struct IntrospectionCache(Arc<Inner>);

struct Inner {
    validator: IntrospectionValidator,
    ttl: Duration,
    clock: Clock,
    // Cached separately, so that garbage tokens cannot evict real clients.
    active: Cache<TokenHash, Cached<Arc<Claims>>>,
    inactive: Cache<TokenHash, Cached<Rejection>>,
    running: Mutex<Running>,
    permits: Semaphore,
}

#[derive(Clone)]
struct Cached<T> {
    result: T,
    requested: Instant,
}

type Outcome = Result<Arc<Claims>, Rejection>;

#[derive(Default)]
struct Running {
    by_token: HashMap<TokenHash, (u64, WeakShared<BoxFuture<'static, Outcome>>)>,
    last_id: u64,
}

impl IntrospectionCache {
    /// Results of `validator` are used for [`CACHE_TTL`], at most 10,000 of active and as many of
    /// inactive tokens.
    #[must_use]
    pub fn new(validator: IntrospectionValidator) -> Self {
        Self::with(validator, CACHE_TTL, CAPACITY)
    }

    /// The same, empty, with another lifetime of results. Zero introspects for every request.
    #[must_use]
    pub fn with_cache_ttl(&self, ttl: Duration) -> Self {
        Self::with(self.0.validator.clone(), ttl, CAPACITY)
    }

    /// The same, empty, for another number of results of each kind.
    #[must_use]
    pub fn with_cache_capacity(&self, results: usize) -> Self {
        Self::with(self.0.validator.clone(), self.0.ttl, results)
    }

    fn with(validator: IntrospectionValidator, ttl: Duration, capacity: usize) -> Self {
        let clock = validator.verifier().clock().clone();
        Self(Arc::new(Inner {
            validator,
            ttl,
            clock,
            active: Cache::new(capacity),
            inactive: Cache::new(capacity),
            running: Mutex::default(),
            permits: Semaphore::new(MAX_CONCURRENT),
        }))
    }

    /// Call this when this process has revoked a token: from now on it is not accepted here, whatever
    /// is cached, and whatever a running introspection returns.
    pub fn revoked(&self, token: &str) {
        let token = TokenHash::of(token);
        let mut running = self.0.running();
        running.by_token.remove(&token);
        self.0.active.remove(&token);
        let rejection = Rejection::invalid_token("revoked", "it was revoked here");
        self.0.insert_inactive(token, rejection, Instant::now());
    }

    /// How many introspection requests were sent.
    #[must_use]
    pub fn introspections(&self) -> u64 {
        self.0.validator.introspections()
    }
}

impl TokenValidator for IntrospectionCache {
    async fn validate(&self, token: &str) -> Outcome {
        let inner = &self.0;
        // Even sharing a request means using a response that is older than one's own.
        if inner.ttl.is_zero() {
            let _permit = inner.permits.acquire().await;
            return inner.validator.validate(token).await;
        }
        let hash = TokenHash::of(token);
        if let Some(outcome) = inner.get(&hash) {
            metrics().introspection_lookup("hit");
            return outcome;
        }
        let introspection = {
            let mut running = inner.running();
            // It may have ended while this request waited for the lock.
            if let Some(outcome) = inner.get(&hash) {
                return outcome;
            }
            let shared = running.by_token.get(&hash);
            match shared.and_then(|(_, shared)| shared.upgrade()) {
                Some(shared) => {
                    metrics().introspection_lookup("shared");
                    shared
                }
                None => {
                    metrics().introspection_lookup("miss");
                    running.last_id = running.last_id.wrapping_add(1);
                    let id = running.last_id;
                    let shared = Introspection::new(inner, hash, id)
                        .run(token.into())
                        .boxed()
                        .shared();
                    if let Some(weak) = shared.downgrade() {
                        running.by_token.insert(hash, (id, weak));
                    }
                    shared
                }
            }
        };
        introspection.await
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.0.validator.ready().await
    }
}

/// One introspection that is running. It leaves the list when it has ended or was cancelled.
struct Introspection {
    inner: Arc<Inner>,
    token: TokenHash,
    id: u64,
}

impl Introspection {
    fn new(inner: &Arc<Inner>, token: TokenHash, id: u64) -> Self {
        let inner = Arc::clone(inner);
        Self { inner, token, id }
    }

    async fn run(self, token: SecretString) -> Outcome {
        let _permit = self.inner.permits.acquire().await;
        let requested = Instant::now();
        let outcome = self.inner.validator.validate(token.expose_secret()).await;
        let running = self.inner.running();
        // Not if the token was revoked here in the meantime.
        if self.is_current(&running) {
            self.inner.insert(self.token, requested, &outcome);
        }
        outcome
    }

    fn is_current(&self, running: &Running) -> bool {
        let current = running.by_token.get(&self.token);
        current.is_some_and(|(id, _)| *id == self.id)
    }
}

impl Drop for Introspection {
    fn drop(&mut self) {
        let mut running = self.inner.running();
        if self.is_current(&running) {
            running.by_token.remove(&self.token);
        }
    }
}

impl Inner {
    fn get(&self, token: &TokenHash) -> Option<Outcome> {
        let fresh = |requested: Instant| requested.elapsed() < self.ttl;
        let inactive = self.inactive.get(token);
        if let Some(cached) = inactive.filter(|cached| fresh(cached.requested)) {
            return Some(Err(cached.result));
        }
        let active = self.active.get(token);
        let claims = active.filter(|cached| fresh(cached.requested))?.result;
        // The issuer would not call it active any more, so the result expires with the token, without
        // the leeway for clocks.
        (self.clock.now() < claims.exp).then_some(Ok(claims))
    }

    fn insert(&self, token: TokenHash, requested: Instant, outcome: &Outcome) {
        match outcome {
            Ok(claims) => {
                let result = Arc::clone(claims);
                self.active.insert(token, Cached { result, requested });
            }
            Err(rejection @ Rejection::InvalidToken { .. }) => {
                self.insert_inactive(token, rejection.clone(), requested);
            }
            // It could not be validated, so nothing is known about it.
            Err(_) => {}
        }
    }

    fn insert_inactive(&self, token: TokenHash, result: Rejection, requested: Instant) {
        self.inactive.insert(token, Cached { result, requested });
    }

    // Nothing panics while it holds the lock, and if it did, the map would still be whole.
    fn running(&self) -> MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
