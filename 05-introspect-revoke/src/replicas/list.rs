//! The tokens that were revoked and have not expired.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::time::Instant;
use verify_signature::{Claims, Clock, LEEWAY};

/// The longest `jti` that is kept, in bytes. Keycloak's have some 40.
const LONGEST_NAME: usize = 256;
/// The end of the year 9999: engines refuse a key that lives longer than they can count.
const LAST: u64 = 253_402_300_799;

/// A token that was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Revoked {
    pub(super) jti: Box<str>,
    /// Until when it must be remembered, in seconds since 1970.
    pub(super) until: u64,
}

impl Revoked {
    /// The entry for a token; `None` if it has no name to go by.
    pub(super) fn of(claims: &Claims) -> Option<Self> {
        let jti = Self::name(claims)?.into();
        // A token is accepted for a leeway after its end. Another one is for the engine, whose clock
        // decides when the key goes.
        let until = claims.exp.saturating_add(2 * LEEWAY).min(LAST);
        Some(Self { jti, until })
    }

    /// The name by which a token is on the list; `None` if it has none that could be.
    pub(super) fn name(claims: &Claims) -> Option<&str> {
        name(claims.jti.as_deref()?)
    }

    /// Reads what came from the engine, where others may write too.
    pub(super) fn parse(jti: &[u8], until: &[u8]) -> Option<Self> {
        let jti = name(str::from_utf8(jti).ok()?)?.into();
        let until = str::from_utf8(until).ok()?;
        let digits = !until.is_empty() && until.bytes().all(|byte| byte.is_ascii_digit());
        let until = until
            .parse()
            .ok()
            .filter(|&until| digits && until <= LAST)?;
        Some(Self { jti, until })
    }
}

fn name(jti: &str) -> Option<&str> {
    (1..=LONGEST_NAME).contains(&jti.len()).then_some(jti)
}

/// The list of one replica, and how complete it is.
pub(super) struct List {
    capacity: usize,
    clock: Clock,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    until: HashMap<Box<str>, u64>,
    /// All that was published before this is on the list; `None` if that cannot be said.
    complete_to: Option<Instant>,
    /// How many entries there was no room for.
    dropped: u64,
}

impl List {
    pub(super) fn new(capacity: usize, clock: Clock) -> Self {
        Self {
            capacity,
            clock,
            state: RwLock::default(),
        }
    }

    /// Puts it on the list, if there is room. A live entry never makes room for another one.
    pub(super) fn learn(&self, revoked: Revoked) {
        let Revoked { jti, until } = revoked;
        if until <= self.clock.now() {
            return;
        }
        let mut state = self.write();
        if state.until.len() >= self.capacity && !state.until.contains_key(&jti) {
            if state.complete_to.take().is_some() {
                let tokens = self.capacity;
                tracing::error!(tokens, "more tokens are revoked than there is room for");
            }
            state.dropped += 1;
            return;
        }
        let known = state.until.entry(jti).or_default();
        *known = until.max(*known);
    }

    pub(super) fn contains(&self, jti: &str) -> bool {
        self.read().until.contains_key(jti)
    }

    pub(super) fn count(&self) -> usize {
        self.read().until.len()
    }

    /// How old the knowledge is; `None` if the list is not complete.
    pub(super) fn age(&self) -> Option<Duration> {
        self.complete_to().map(|to| to.elapsed())
    }

    pub(super) fn complete_to(&self) -> Option<Instant> {
        self.read().complete_to
    }

    pub(super) fn forget_expired(&self) {
        let now = self.clock.now();
        self.write().until.retain(|_, until| now < *until);
    }

    /// What is on it before it is compared with the engine's.
    pub(super) fn before_comparison(&self) -> (HashMap<Box<str>, u64>, u64) {
        self.forget_expired();
        let state = self.read();
        (state.until.clone(), state.dropped)
    }

    /// All that was published before `begun` has been read, if none was `dropped` on the way.
    pub(super) fn compared(&self, begun: Instant, dropped: u64) {
        let mut state = self.write();
        if state.dropped == dropped {
            state.complete_to = Some(begun);
        }
    }

    /// The connection held, so all that was published before `asked` has arrived. Returns whether
    /// the list is complete.
    pub(super) fn heard_until(&self, asked: Instant) -> bool {
        let mut state = self.write();
        state.complete_to = state.complete_to.map(|_| asked);
        state.complete_to.is_some()
    }

    // Nothing panics while it holds the lock, and if it did, what is in there would still be whole.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
