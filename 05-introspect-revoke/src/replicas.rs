//! Replicas of the API that tell each other which tokens were revoked. Not part of the lesson:
//! `REPLICAS.md` says when it is worth its price.
//!
//! ```text
//! who revokes ──SET revoked:<issuer>#<jti>, PUBLISH──▶ Redis or Valkey ──message──▶ every replica
//! replica     ──SUBSCRIBE, then SCAN──────────────────▶                "what did I miss?"
//! replica     ──PING, once a second───────────────────▶                "have I heard everything?"
//! ```
//!
//! Each replica keeps the list in its memory, so that no request waits for anybody. The engine is
//! where a replica that starts, or was cut off, reads what it missed; and as each replica writes back
//! what the engine does not have, a list survives as long as one of those who know it.
//!
//! Read in this order: [`ReplicaJudge`] asks the list; `replicas/list.rs` is the list, with what it
//! knows about its own age; `replicas/engine.rs` is how lists are kept alike.

mod engine;
mod list;

pub use engine::{Engine, EngineError};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use resource_server::{Judge, Rejection};
use tokio::task::JoinSet;
use verify_signature::{Claims, Clock};

use list::{List, Revoked};

/// How long a caller is told to wait while a replica is cut off, in seconds.
const RETRY_AFTER: u64 = 2;

/// What a replica does about tokens when it cannot know whether they were revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenCutOff {
    /// It goes by what it knows: a token that was revoked since is accepted until it expires, or
    /// until the replica is connected again.
    Accept,
    /// It refuses with 503, even tokens that are good.
    Refuse,
}

/// How often a replica makes sure of the engine.
#[derive(Clone, Copy, Debug)]
pub struct ReplicaTimes {
    /// The time between two questions whether the engine is still there. Default: 1 second.
    pub heartbeat: Duration,
    /// How old a replica's knowledge may be before it counts as cut off, so that an engine that
    /// restarts does not take the APIs with it: the longest time for which a revoked token is
    /// accepted where [`WhenCutOff::Refuse`] is chosen. Default: 5 seconds.
    pub grace: Duration,
    /// The time between two comparisons of the whole list with the engine's. They heal what no
    /// broken connection tells of, such as an engine that was emptied. Default: 1 minute.
    pub compare: Duration,
}

impl Default for ReplicaTimes {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(1),
            grace: Duration::from_secs(5),
            compare: Duration::from_secs(60),
        }
    }
}

/// The tokens that were revoked, as this replica knows them. A clone is a handle on the same list;
/// with the last one ends the task that keeps it up to date.
#[derive(Clone)]
pub struct Revocations {
    engine: Arc<Engine>,
    list: Arc<List>,
    grace: Duration,
    _task: Arc<JoinSet<()>>,
}

impl Revocations {
    /// Follows what is published on the engine, in the current Tokio runtime. It need not be there
    /// yet. There is room for 100,000 tokens: some 10 MB with Keycloak's names.
    #[must_use]
    pub fn follow(engine: Engine, clock: Clock, times: ReplicaTimes) -> Self {
        Self::with_capacity(engine, clock, times, 100_000)
    }

    /// The same, with room for another number of tokens. When there are more, the replica counts
    /// as cut off until enough have expired: to forget one would be to accept it again.
    #[must_use]
    pub fn with_capacity(engine: Engine, clock: Clock, times: ReplicaTimes, tokens: usize) -> Self {
        let (engine, list) = (Arc::new(engine), Arc::new(List::new(tokens, clock)));
        let mut task = JoinSet::new();
        let (wire, kept) = (Arc::clone(&engine), Arc::clone(&list));
        task.spawn(async move { wire.keep_up_to_date(&kept, times).await });
        Self {
            engine,
            list,
            grace: times.grace,
            _task: Arc::new(task),
        }
    }

    /// Revokes a token for all replicas, and for this one even if the engine does not answer; then
    /// the others hear of it when this one is connected again.
    ///
    /// The claims must be those of a token that was verified: a name that somebody invented may be
    /// the one of another's token.
    ///
    /// # Errors
    /// [`EngineError`]
    pub async fn publish(&self, claims: &Claims) -> Result<(), EngineError> {
        let revoked = Revoked::of(claims).ok_or(EngineError::NoName)?;
        self.list.learn(revoked);
        self.engine.publish(claims).await
    }

    /// How many tokens are on the list. They leave it within a heartbeat after they expired.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.count()
    }

    /// Whether the list is complete but for the last moments.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`]
    pub fn current(&self) -> Result<(), Rejection> {
        match self.list.age() {
            Some(age) if age <= self.grace => Ok(()),
            age => Err(Rejection::Unavailable {
                retry_after: RETRY_AFTER,
                reason: age.map_or("the list of revoked tokens is not complete".into(), |age| {
                    format!(
                        "revocations were last heard of {:.1} s ago",
                        age.as_secs_f64()
                    )
                }),
            }),
        }
    }
}

impl fmt::Debug for Revocations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} tokens on {:?}", self.count(), self.engine)
    }
}

/// Any judge, and then the list of revoked tokens.
///
/// A token without a `jti`, or with one that is longer than 256 bytes, is refused: nobody could
/// revoke it.
#[derive(Clone)]
pub struct ReplicaJudge<J> {
    inner: Arc<J>,
    revocations: Revocations,
    when_cut_off: WhenCutOff,
}

impl<J: Judge> ReplicaJudge<J> {
    /// Both, one after the other.
    #[must_use]
    pub fn new(inner: J, revocations: Revocations, when_cut_off: WhenCutOff) -> Self {
        Self {
            inner: Arc::new(inner),
            revocations,
            when_cut_off,
        }
    }

    fn may_decide(&self) -> Result<(), Rejection> {
        match self.when_cut_off {
            WhenCutOff::Accept => Ok(()),
            WhenCutOff::Refuse => self.revocations.current(),
        }
    }
}

impl<J: Judge> Judge for ReplicaJudge<J> {
    async fn judge(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let claims = self.inner.judge(token).await?;
        let invalid = |reason: &str| Rejection::InvalidToken {
            reason: reason.to_owned(),
        };
        let jti = Revoked::name(&claims)
            .ok_or_else(|| invalid("without a jti of at most 256 bytes it could not be revoked"))?;
        // What is known stays known: a revoked token is invalid also where others cannot be judged.
        if self.revocations.list.contains(jti) {
            return Err(invalid("it was revoked"));
        }
        self.may_decide()?;
        Ok(claims)
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.inner.ready().await?;
        self.may_decide()
    }
}
