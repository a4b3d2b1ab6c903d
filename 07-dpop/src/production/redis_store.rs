//! The used proofs of several replicas, in Redis or Valkey.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, ConnectionInfo, ErrorKind, RedisError, RedisResult, Value, cmd,
};
use resource_server::Rejection;
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::Mutex as AsyncMutex;
use tokio::time::Instant;
use verify_signature::Clock;

use super::hash;
use crate::{MemoryReplayStore, Proof, ReplayStore};

/// The time-out for a connection, and for the response to a command: a request waits for it.
const TIMEOUT: Duration = Duration::from_millis(500);
/// How long after a failure the server is not asked again.
const COOLDOWN: Duration = Duration::from_millis(200);
/// How long a caller is told to wait while the server does not answer.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// What a replica does while it cannot ask the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnDisconnect {
    /// It refuses every bound token with 503.
    #[default]
    FailClosed,
    /// It relies on the proofs that it has seen itself: a proof that was used at one replica is accepted
    /// once at each other.
    FailOpen,
}

/// The server's URL cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ReplayStoreError {
    /// It is not printed, because it may contain a password.
    #[error("DPOP_REPLAY_URL is not like redis://host:6379/1 or redis://user:password@host")]
    Url,
}

/// The used proofs of all replicas of an API. One command with each request: `SET key "" NX EX seconds`
/// stores a proof unless it is there, in one step, so that of two replicas one is told that it was.
///
/// A server that evicts keys when its memory is full (`maxmemory-policy` other than `noeviction`), or
/// loses them in a restart or a failover, forgets proofs that are still accepted.
pub struct RedisReplayStore {
    client: Client,
    prefix: String,
    connection: AsyncMutex<Option<MultiplexedConnection>>,
    failed: Mutex<Option<Instant>>,
    own: MemoryReplayStore,
    clock: Clock,
    on_disconnect: OnDisconnect,
}

impl RedisReplayStore {
    /// The server at `url`, for the API `resource`, which is a part of every key, so that several APIs can
    /// share a server. `own` is this replica's memory. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ReplayStoreError::Url`] if it is not a Redis URL.
    pub fn new(
        url: &SecretString,
        resource: &str,
        own: MemoryReplayStore,
        clock: Clock,
        on_disconnect: OnDisconnect,
    ) -> Result<Self, ReplayStoreError> {
        let client = || {
            let info: ConnectionInfo = url.expose_secret().parse()?;
            // CLIENT SETINFO would require an extra ACL permission.
            let settings = info.redis_settings().clone().set_skip_set_lib_name();
            Client::open(info.set_redis_settings(settings))
        };
        Ok(Self {
            client: client().map_err(|_: RedisError| ReplayStoreError::Url)?,
            prefix: format!("dpop:{resource}#"),
            connection: AsyncMutex::default(),
            failed: Mutex::default(),
            own,
            clock,
            on_disconnect,
        })
    }

    /// Whether the server stored a proof that it did not have.
    async fn set(&self, proof: &Proof) -> RedisResult<bool> {
        let mut key = self.prefix.clone().into_bytes();
        key.extend(hash(proof));
        // In seconds from now, because the server's clock may differ. One more, because it starts in the
        // middle of a second.
        let seconds = proof.expires_at.saturating_sub(self.clock.now());
        let mut set = cmd("SET");
        set.arg(key).arg("").arg("NX");
        set.arg("EX").arg(seconds.saturating_add(2));
        let mut connection = self.connection().await?;
        let stored: RedisResult<Value> = set.query_async(&mut connection).await;
        if let Err(error) = &stored {
            self.note(error);
            // An error of the server, such as OOM, leaves the connection as it was.
            if error.is_unrecoverable_error() || error.is_timeout() {
                *self.connection.lock().await = None;
            }
        }
        Ok(stored? != Value::Nil)
    }

    /// The connection, which all requests share; the first one after a failure opens it.
    async fn connection(&self) -> RedisResult<MultiplexedConnection> {
        let mut connection = self.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        // Those who waited for the one that failed do not try again one after the other.
        if self.is_cooling_down() {
            let error = (ErrorKind::Io, "it failed a moment ago");
            return Err(error.into());
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(TIMEOUT))
            .set_response_timeout(Some(TIMEOUT));
        let connect = self
            .client
            .get_multiplexed_async_connection_with_config(&config);
        let opened = connect.await.inspect_err(|error| self.note(error))?;
        *connection = Some(opened.clone());
        Ok(opened)
    }

    /// Whether the server failed a moment ago. Then nobody waits for its time-outs.
    fn is_cooling_down(&self) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.is_some_and(|at| at.elapsed() < COOLDOWN)
    }

    fn note(&self, error: &RedisError) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        *failed = Some(Instant::now());
        tracing::warn!(%error, "cannot ask whether a proof was used");
    }
}

impl ReplayStore for RedisReplayStore {
    async fn insert(&self, proof: &Proof) -> Result<bool, Rejection> {
        // Its own first: what this replica has seen needs no server, and is known when that fails.
        if !self.own.insert(proof).await? {
            return Ok(false);
        }
        match (self.set(proof).await, self.on_disconnect) {
            (Ok(first), _) => Ok(first),
            (Err(_), OnDisconnect::FailOpen) => Ok(true),
            (Err(error), OnDisconnect::FailClosed) => Err(Rejection::unavailable(
                "replay_check_failed",
                RETRY_AFTER,
                format!("the used proofs cannot be read: {error}"),
            )),
        }
    }
}

impl fmt::Debug for RedisReplayStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let address = self.client.get_connection_info().addr();
        write!(f, "{} at {address}", self.prefix)
    }
}
