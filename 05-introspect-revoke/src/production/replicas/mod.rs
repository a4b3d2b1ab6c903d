//! A denylist of revoked tokens that the replicas of an API share. `REPLICAS.md` says when it is worth
//! its cost.
//!
//! ```text
//! 05 revoke   ──SET revoked:<issuer>#<jti>, PUBLISH──▶ Redis or Valkey ──message──▶ every replica
//! replica     ──SUBSCRIBE, then SCAN──────────────────▶                what was missed
//! replica     ──PING, once a second───────────────────▶                nothing was missed
//! ```
//!
//! Each replica keeps the denylist in its memory, so that no request waits for the network. A replica
//! that starts, or was disconnected, reads from the server what it missed; and because each replica
//! writes back what the server does not have, an entry survives as long as one replica that has it.
//!
//! Read in this order: [`WithDenylist`] looks a token up; `denylist.rs` is the list, with the time up to
//! which it is complete; `redis_store.rs` keeps the lists in sync.

mod denylist;
mod redis_store;

pub use redis_store::{RedisStore, StoreError};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use resource_server::{Rejection, TokenValidator};
use tokio::task::JoinSet;
use verify_signature::{Claims, Clock};

use denylist::{Denylist, Revoked};

/// How long a caller is told to wait while a replica is disconnected.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// What a replica does while it cannot know whether a token was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDisconnect {
    /// It uses the entries that it has: a token that is revoked meanwhile is accepted until it expires,
    /// or until the replica is connected again.
    FailOpen,
    /// It refuses every token with 503, valid ones included.
    FailClosed,
}

/// How often a replica checks its connection and its list.
#[derive(Clone, Copy, Debug)]
pub struct ReplicaTimes {
    /// The time between two pings. Default: 1 second.
    pub heartbeat: Duration,
    /// How long ago the last successful ping may be before the replica counts as disconnected, so that
    /// a restart of the server does not stop the API: the longest time for which a revoked token is
    /// accepted with [`OnDisconnect::FailClosed`]. Default: 5 seconds.
    pub grace: Duration,
    /// The time between two comparisons of the whole list with the server's. They repair what no
    /// broken connection reveals, such as a server that was emptied. Default: 1 minute.
    pub reconcile: Duration,
}

impl Default for ReplicaTimes {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(1),
            grace: Duration::from_secs(5),
            reconcile: Duration::from_secs(60),
        }
    }
}

/// The revoked tokens that this replica knows. Clones share the list; the task that keeps it in sync
/// ends with the last one.
#[derive(Clone)]
pub struct Revocations {
    store: Arc<RedisStore>,
    denylist: Arc<Denylist>,
    grace: Duration,
    _task: Arc<JoinSet<()>>,
}

impl Revocations {
    /// Follows what is published on the server, in the current Tokio runtime. The server need not be up
    /// yet. There is room for 100,000 tokens: about 10 MB with Keycloak's `jti`.
    #[must_use]
    pub fn follow(store: RedisStore, clock: Clock, times: ReplicaTimes) -> Self {
        Self::with_capacity(store, clock, times, 100_000)
    }

    /// The same, with room for another number of tokens. When there are more, the replica counts as
    /// disconnected until enough have expired: dropping an entry would mean accepting its token again.
    #[must_use]
    pub fn with_capacity(
        store: RedisStore,
        clock: Clock,
        times: ReplicaTimes,
        tokens: usize,
    ) -> Self {
        let (store, denylist) = (Arc::new(store), Arc::new(Denylist::new(tokens, clock)));
        let mut task = JoinSet::new();
        let (remote, local) = (Arc::clone(&store), Arc::clone(&denylist));
        task.spawn(async move { remote.keep_in_sync(&local, times).await });
        Self {
            store,
            denylist,
            grace: times.grace,
            _task: Arc::new(task),
        }
    }

    /// Revokes a token for all replicas, and for this one even if the server does not answer; then the
    /// others get it when this one is connected again.
    ///
    /// The claims must be those of a verified token: an invented `jti` may be the one of another
    /// client's token.
    ///
    /// # Errors
    /// [`StoreError`] if the token has no usable `jti`, or the server did not accept the entry.
    pub async fn publish(&self, claims: &Claims) -> Result<(), StoreError> {
        let revoked = Revoked::of(claims).ok_or(StoreError::NoJti)?;
        self.denylist.insert(revoked);
        self.store.publish(claims).await
    }

    /// How many tokens are on the list. They are removed within a heartbeat after they expired.
    #[must_use]
    pub fn count(&self) -> usize {
        self.denylist.count()
    }

    /// Whether the list is complete, except for the last few seconds.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] if it is not.
    pub fn current(&self) -> Result<(), Rejection> {
        match self.denylist.age() {
            Some(age) if age <= self.grace => Ok(()),
            Some(age) => Err(Rejection::unavailable(
                "denylist_out_of_sync",
                RETRY_AFTER,
                format!(
                    "the denylist was last in sync {:.1} s ago",
                    age.as_secs_f64()
                ),
            )),
            None => Err(Rejection::unavailable(
                "denylist_out_of_sync",
                RETRY_AFTER,
                "the denylist is not complete",
            )),
        }
    }
}

impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tokens on {:?}", self.count(), self.store)
    }
}

/// Any validator, and then the denylist.
///
/// A token without a `jti`, or with one that is longer than 256 bytes, is refused: it could not be
/// revoked.
#[derive(Clone)]
pub struct WithDenylist<V> {
    inner: Arc<V>,
    revocations: Revocations,
    on_disconnect: OnDisconnect,
}

impl<V: TokenValidator> WithDenylist<V> {
    /// `inner`, then the denylist.
    #[must_use]
    pub fn new(inner: V, revocations: Revocations, on_disconnect: OnDisconnect) -> Self {
        Self {
            inner: Arc::new(inner),
            revocations,
            on_disconnect,
        }
    }

    fn check_sync(&self) -> Result<(), Rejection> {
        match self.on_disconnect {
            OnDisconnect::FailOpen => Ok(()),
            OnDisconnect::FailClosed => self.revocations.current(),
        }
    }
}

impl<V: TokenValidator> TokenValidator for WithDenylist<V> {
    async fn validate(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let claims = self.inner.validate(token).await?;
        let Some(jti) = Revoked::jti_of(&claims) else {
            let reason = "without a jti of at most 256 bytes it could not be revoked";
            return Err(Rejection::invalid_token("no_jti", reason));
        };
        // A revoked token is invalid even while others cannot be validated.
        if self.revocations.denylist.contains(jti) {
            return Err(Rejection::invalid_token("revoked", "it was revoked"));
        }
        self.check_sync()?;
        Ok(claims)
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.inner.ready().await?;
        self.check_sync()
    }
}
