//! A value that expires, and is kept fresh without making callers wait.
//!
//! ```text
//! fetched                     due                       expired
//!   ├──────────────────────────┼───────────────────────────┼──────────────▶ age
//!   │ returned                 │ returned, and fetched     │ callers wait for one
//!   │                          │ anew in the background    │ fetch that they share
//! ```

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use thiserror::Error;
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::retry::{Transient, random};

/// The longest pause after a failure, whatever `Retry-After` says. A mistake in a header must not
/// stop a client for a day.
const MAX_PAUSE: Duration = Duration::from_secs(300);

/// An access token, a key set or an issuer's metadata: something that a server hands out for a
/// while, and that every request needs.
///
/// At most one fetch runs at a time, in its own task, so that a caller who gives up does not
/// take the result from the others. A failed fetch is followed by a pause: the one configured, or a
/// longer one that the server asked for with `Retry-After`, at most 5 minutes.
///
/// Clones share the value. It needs a Tokio runtime.
pub struct Refreshing<T, E>(Arc<Inner<T, E>>);

/// A value and how long it may be used, counted from before the request for it.
#[derive(Debug)]
pub struct Fetched<T> {
    /// The value. To return the previous one again says that it has not changed.
    pub value: Arc<T>,
    /// The age at which it is fetched anew. Up to a tenth of it is taken off at random, so that
    /// clients that started together do not all come back together.
    pub refresh_after: Duration,
    /// The age from which it must not be used any more.
    pub expires_after: Duration,
}

/// Why there is no value.
#[derive(Clone, Debug, Error)]
pub enum RefreshError<E> {
    /// The last fetch failed. Another one is made after `retry_after`.
    #[error("{error}")]
    Failed {
        /// Why.
        error: E,
        /// What is left of the pause.
        retry_after: Duration,
    },
    /// [`Refreshing::newer_than`] was called too soon after another such call.
    #[error("fetched too recently to be fetched again")]
    CoolingDown {
        /// When it can be called again.
        retry_after: Duration,
    },
    /// The runtime was shut down before the fetch had ended.
    #[error("the fetch was abandoned, because the program is ending")]
    Abandoned,
}

type Outcome<T, E> = Result<Arc<T>, RefreshError<E>>;
type Fetch<T, E> =
    dyn Fn(Option<Arc<T>>) -> BoxFuture<'static, Result<Fetched<T>, E>> + Send + Sync;
type SharedFetch<T, E> = Shared<BoxFuture<'static, Outcome<T, E>>>;

struct Inner<T, E> {
    fetch: Box<Fetch<T, E>>,
    pause: Duration,
    wall_clock: fn() -> SystemTime,
    state: Mutex<State<T, E>>,
}

struct State<T, E> {
    current: Option<Current<T>>,
    /// The fetch that is running, and its task.
    running: Option<(SharedFetch<T, E>, AbortHandle)>,
    failure: Option<Failure<E>>,
    /// When [`Refreshing::newer_than`] last started a fetch.
    forced: Option<Instant>,
}

struct Current<T> {
    value: Arc<T>,
    requested: Timestamp,
    refresh_after: Duration,
    expires_after: Duration,
}

struct Failure<E> {
    error: E,
    at: Instant,
    pause: Duration,
}

/// A moment on both clocks of the machine. The monotonic one stands still while a laptop sleeps or a
/// virtual machine is suspended, and the wall clock can be set back: the greater age is the true one.
#[derive(Clone, Copy)]
struct Timestamp {
    monotonic: Instant,
    wall: SystemTime,
}

impl<T, E> Refreshing<T, E>
where
    T: Send + Sync + 'static,
    E: Transient + Clone + Send + Sync + 'static,
{
    /// Nothing is fetched yet. `fetch` is given the value that it replaces; after it failed, it is
    /// not called again for `pause`.
    pub fn new<F>(
        pause: Duration,
        fetch: impl Fn(Option<Arc<T>>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Fetched<T>, E>> + Send + 'static,
    {
        Self(Arc::new(Inner {
            fetch: Box::new(move |previous| fetch(previous).boxed()),
            pause,
            wall_clock: SystemTime::now,
            state: Mutex::new(State {
                current: None,
                running: None,
                failure: None,
                forced: None,
            }),
        }))
    }

    /// A value that has not expired. While there is one, nobody waits, whether the server answers,
    /// refuses or hangs.
    ///
    /// # Errors
    /// Without a value, the [`RefreshError`] of the fetch that this call waited for, or of one that
    /// failed less than the pause ago.
    pub async fn get(&self) -> Outcome<T, E> {
        let fetch = {
            let mut state = self.0.state();
            match self.0.usable(&state) {
                Some((value, false)) => return Ok(value),
                Some((value, true)) => {
                    // An error means that a fetch has failed recently: it is made again later.
                    self.0.join_or_start(&mut state).ok();
                    return Ok(value);
                }
                None => self.0.join_or_start(&mut state)?,
            }
        };
        fetch.await
    }

    /// The value, if it has been `seen` to be too old for some purpose: another one, if there is
    /// one already, or else the result of a fetch that starts now. It is the one that was seen if
    /// the server has no other.
    ///
    /// # Errors
    /// [`RefreshError::CoolingDown`] if such a fetch was started less than `interval` ago; otherwise
    /// as of [`get`](Self::get).
    pub async fn newer_than(&self, seen: &Arc<T>, interval: Duration) -> Outcome<T, E> {
        if let Some(newer) = self.0.state().other_than(seen) {
            return Ok(newer);
        }
        // A fetch that is running may have started before the server had another value, so that its
        // result counts only if it is another one.
        let running = self.0.state().running();
        if let Some(running) = running {
            running.await?;
        }
        let fetch = {
            let mut state = self.0.state();
            if let Some(newer) = state.other_than(seen) {
                return Ok(newer);
            }
            match state.running() {
                Some(running) => running,
                None => {
                    let rest = state.forced.map(|at| interval.saturating_sub(at.elapsed()));
                    if let Some(retry_after) = rest.filter(|rest| !rest.is_zero()) {
                        return Err(RefreshError::CoolingDown { retry_after });
                    }
                    let fetch = self.0.join_or_start(&mut state)?;
                    state.forced = Some(Instant::now());
                    fetch
                }
            }
        };
        fetch.await
    }

    /// Stops returning a value that turned out to be useless, if it is still the current one.
    pub fn discard(&self, useless: &Arc<T>) {
        let current = &mut self.0.state().current;
        current.take_if(|current| Arc::ptr_eq(&current.value, useless));
    }

    /// Whether this is the value that [`get`](Self::get) would return, or would replace.
    #[must_use]
    pub fn is_current(&self, value: &Arc<T>) -> bool {
        let state = self.0.state();
        let current = state.current.as_ref();
        current.is_some_and(|current| Arc::ptr_eq(&current.value, value))
    }
}

impl<T, E> Inner<T, E>
where
    T: Send + Sync + 'static,
    E: Transient + Clone + Send + Sync + 'static,
{
    /// The value, if it has not expired, and whether it is due.
    fn usable(&self, state: &State<T, E>) -> Option<(Arc<T>, bool)> {
        let current = state.current.as_ref()?;
        let age = self.age(current.requested);
        (age < current.expires_after)
            .then(|| (Arc::clone(&current.value), age >= current.refresh_after))
    }

    /// The running fetch, or else one that starts now, unless the last one failed recently.
    fn join_or_start(
        self: &Arc<Self>,
        state: &mut State<T, E>,
    ) -> Result<SharedFetch<T, E>, RefreshError<E>> {
        if let Some(running) = state.running() {
            return Ok(running);
        }
        if let Some(failure) = &state.failure {
            let retry_after = failure.pause.saturating_sub(failure.at.elapsed());
            if !retry_after.is_zero() {
                let error = failure.error.clone();
                return Err(RefreshError::Failed { error, retry_after });
            }
        }
        let inner = Arc::clone(self);
        let task = tokio::spawn(async move { inner.run().await });
        let handle = task.abort_handle();
        let outcome = async { task.await.unwrap_or(Err(RefreshError::Abandoned)) };
        let fetch = outcome.boxed().shared();
        state.running = Some((fetch.clone(), handle));
        Ok(fetch)
    }

    async fn run(&self) -> Outcome<T, E> {
        let previous = self
            .state()
            .current
            .as_ref()
            .map(|it| Arc::clone(&it.value));
        let requested = self.timestamp();
        let fetched = (self.fetch)(previous).await;
        let mut state = self.state();
        // Under the same lock as the result, so that nobody joins a fetch whose result is known.
        state.running = None;
        match fetched {
            Ok(Fetched {
                value,
                refresh_after,
                expires_after,
            }) => {
                state.failure = None;
                state.current = Some(Current {
                    value: Arc::clone(&value),
                    requested,
                    refresh_after: refresh_after
                        .saturating_sub(refresh_after.mul_f64(random() / 10.0)),
                    expires_after,
                });
                Ok(value)
            }
            Err(error) => {
                let asked_for = error.retry_after().unwrap_or_default();
                let pause = asked_for.min(MAX_PAUSE).max(self.pause);
                state.failure = Some(Failure {
                    error: error.clone(),
                    at: Instant::now(),
                    pause,
                });
                Err(RefreshError::Failed {
                    error,
                    retry_after: pause,
                })
            }
        }
    }

    fn timestamp(&self) -> Timestamp {
        Timestamp {
            monotonic: Instant::now(),
            wall: (self.wall_clock)(),
        }
    }

    fn age(&self, since: Timestamp) -> Duration {
        let wall = (self.wall_clock)().duration_since(since.wall);
        since.monotonic.elapsed().max(wall.unwrap_or_default())
    }

    // Nothing panics while it holds the lock, and if it did, the state would still be whole.
    fn state(&self) -> MutexGuard<'_, State<T, E>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T, E> State<T, E> {
    fn other_than(&self, seen: &Arc<T>) -> Option<Arc<T>> {
        let value = &self.current.as_ref()?.value;
        (!Arc::ptr_eq(value, seen)).then(|| Arc::clone(value))
    }

    fn running(&self) -> Option<SharedFetch<T, E>> {
        let (fetch, task) = self.running.as_ref()?;
        // A task whose runtime was shut down is finished without a result.
        (!task.is_finished()).then(|| fetch.clone())
    }
}

impl<T, E> Clone for Refreshing<T, E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Without the value, which may be a token.
impl<T, E> fmt::Debug for Refreshing<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refreshing").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use tokio::time::advance;

    use super::*;
    use crate::TokenError;

    const MINUTE: Duration = Duration::from_secs(60);

    /// Numbers from 1, due after a minute, expired after two; those in `failing` cannot be fetched.
    fn numbers(failing: &'static [u64]) -> (Refreshing<u64, TokenError>, Arc<AtomicU64>) {
        let fetched = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&fetched);
        let value = Refreshing::new(MINUTE / 10, move |_| {
            let number = counter.fetch_add(1, Ordering::Relaxed) + 1;
            async move {
                if failing.contains(&number) {
                    return Err(TokenError::NotJson);
                }
                Ok(Fetched {
                    value: Arc::new(number),
                    refresh_after: MINUTE,
                    expires_after: 2 * MINUTE,
                })
            }
        });
        (value, fetched)
    }

    /// Lets background fetches run.
    async fn settle() {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_due_value_is_returned_and_refreshed_in_the_background() {
        let (value, fetched) = numbers(&[]);
        assert_eq!(*value.get().await.unwrap(), 1);
        advance(MINUTE * 8 / 10).await;
        assert_eq!(*value.get().await.unwrap(), 1);
        settle().await;
        assert_eq!(fetched.load(Ordering::Relaxed), 1);
        advance(MINUTE * 2 / 10).await;
        assert_eq!(*value.get().await.unwrap(), 1);
        settle().await;
        assert_eq!(*value.get().await.unwrap(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn an_expired_value_is_not_returned() {
        let (value, _) = numbers(&[2, 3]);
        value.get().await.unwrap();
        advance(2 * MINUTE).await;
        for _ in 0..2 {
            let error = value.get().await.unwrap_err();
            assert!(matches!(error, RefreshError::Failed { .. }), "{error:?}");
            // Within the pause, the error is that of the failed fetch, and says what is left of it.
            advance(MINUTE / 20).await;
            let error = value.get().await.unwrap_err();
            assert!(
                matches!(error, RefreshError::Failed { retry_after, .. } if retry_after == MINUTE / 20)
            );
            advance(MINUTE / 20).await;
        }
        assert_eq!(*value.get().await.unwrap(), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_refresh_keeps_the_value_and_pauses() {
        let (value, fetched) = numbers(&[2]);
        value.get().await.unwrap();
        advance(MINUTE).await;
        for _ in 0..3 {
            assert_eq!(*value.get().await.unwrap(), 1);
            settle().await;
        }
        assert_eq!(fetched.load(Ordering::Relaxed), 2);
        advance(MINUTE / 10).await;
        value.get().await.unwrap();
        settle().await;
        assert_eq!(*value.get().await.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn values_that_started_together_are_not_refreshed_together() {
        let mut ages = std::collections::BTreeSet::new();
        for _ in 0..10 {
            let (value, _) = numbers(&[]);
            value.get().await.unwrap();
            ages.insert(value.0.state().current.as_ref().unwrap().refresh_after);
        }
        assert!(ages.len() > 1, "{ages:?}");
        assert!(
            ages.iter()
                .all(|age| (MINUTE * 9 / 10..=MINUTE).contains(age))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_newer_value_is_fetched_once_per_interval() {
        let (value, fetched) = numbers(&[]);
        let seen = value.get().await.unwrap();
        assert_eq!(*value.newer_than(&seen, MINUTE).await.unwrap(), 2);
        // Another caller that has seen the first gets the second without a request.
        assert_eq!(*value.newer_than(&seen, MINUTE).await.unwrap(), 2);
        let seen = value.get().await.unwrap();
        advance(MINUTE / 4).await;
        let error = value.newer_than(&seen, MINUTE).await.unwrap_err();
        let rest = MINUTE * 3 / 4;
        assert!(matches!(error, RefreshError::CoolingDown { retry_after } if retry_after == rest));
        assert_eq!(fetched.load(Ordering::Relaxed), 2);
        advance(MINUTE * 3 / 4).await;
        assert_eq!(*value.newer_than(&seen, MINUTE).await.unwrap(), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_machine_that_slept_does_not_return_an_expired_value() {
        fn after_sleeping() -> SystemTime {
            SystemTime::now() + 3 * MINUTE
        }
        let (value, _) = numbers(&[]);
        value.get().await.unwrap();
        // The monotonic clock stood still; the value was fetched by the wall clock of before.
        let mut inner = Arc::into_inner(value.0).unwrap();
        inner.wall_clock = after_sleeping;
        let value = Refreshing(Arc::new(inner));
        assert_eq!(*value.get().await.unwrap(), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_back_makes_nothing_younger() {
        fn set_back() -> SystemTime {
            SystemTime::now() - 60 * MINUTE
        }
        let (value, _) = numbers(&[]);
        value.get().await.unwrap();
        let mut inner = Arc::into_inner(value.0).unwrap();
        inner.wall_clock = set_back;
        let value = Refreshing(Arc::new(inner));
        advance(2 * MINUTE).await;
        assert_eq!(*value.get().await.unwrap(), 2);
    }
}
