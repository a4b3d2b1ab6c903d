//! The revoked tokens that have not expired.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::time::Instant;
use verify_signature::{Claims, Clock, LEEWAY};

/// The longest `jti` that is stored, in bytes. Keycloak's have about 40.
const MAX_JTI: usize = 256;
/// The end of the year 9999: servers refuse a key that expires later than they can represent.
const MAX_EXPIRY: u64 = 253_402_300_799;

/// A token that was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Revoked {
    pub(super) jti: Box<str>,
    /// When the entry can be removed, in seconds since 1970.
    pub(super) expires_at: u64,
}

impl Revoked {
    /// The entry for a token; `None` if it has no usable `jti`.
    pub(super) fn of(claims: &Claims) -> Option<Self> {
        let jti = Self::jti_of(claims)?.into();
        // A token is accepted for one leeway after it expired. The second one is for the server, whose
        // clock decides when the key expires.
        let expires_at = claims.exp.saturating_add(2 * LEEWAY).min(MAX_EXPIRY);
        Some(Self { jti, expires_at })
    }

    /// The token's `jti`; `None` if it has none, or one that is not stored.
    pub(super) fn jti_of(claims: &Claims) -> Option<&str> {
        usable(claims.jti.as_deref()?)
    }

    /// Parses an entry from the server, where others may write as well.
    pub(super) fn parse(jti: &[u8], expires_at: &[u8]) -> Option<Self> {
        let jti = usable(str::from_utf8(jti).ok()?)?.into();
        let expires_at = str::from_utf8(expires_at).ok()?;
        let digits = !expires_at.is_empty() && expires_at.bytes().all(|byte| byte.is_ascii_digit());
        let expires_at = expires_at
            .parse()
            .ok()
            .filter(|&expires_at| digits && expires_at <= MAX_EXPIRY)?;
        Some(Self { jti, expires_at })
    }
}

fn usable(jti: &str) -> Option<&str> {
    (1..=MAX_JTI).contains(&jti.len()).then_some(jti)
}

/// The list of one replica, and up to when it is complete.
pub(super) struct Denylist {
    capacity: usize,
    clock: Clock,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    expires_at: HashMap<Box<str>, u64>,
    /// Everything that was published before this is on the list; `None` if it is not complete.
    synced_at: Option<Instant>,
    /// How many entries did not fit.
    dropped: u64,
}

impl Denylist {
    pub(super) fn new(capacity: usize, clock: Clock) -> Self {
        Self {
            capacity,
            clock,
            state: RwLock::default(),
        }
    }

    /// Adds an entry, if there is room. It never replaces an entry that has not expired.
    pub(super) fn insert(&self, revoked: Revoked) {
        let Revoked { jti, expires_at } = revoked;
        if expires_at <= self.clock.now() {
            return;
        }
        let mut state = self.write();
        if state.expires_at.len() >= self.capacity && !state.expires_at.contains_key(&jti) {
            if state.synced_at.take().is_some() {
                let tokens = self.capacity;
                tracing::error!(tokens, "the denylist is full");
            }
            state.dropped += 1;
            return;
        }
        let known = state.expires_at.entry(jti).or_default();
        *known = expires_at.max(*known);
    }

    pub(super) fn contains(&self, jti: &str) -> bool {
        self.read().expires_at.contains_key(jti)
    }

    pub(super) fn count(&self) -> usize {
        self.read().expires_at.len()
    }

    /// How long ago the list was in sync; `None` if it is not complete.
    pub(super) fn age(&self) -> Option<Duration> {
        self.synced_at().map(|at| at.elapsed())
    }

    pub(super) fn synced_at(&self) -> Option<Instant> {
        self.read().synced_at
    }

    pub(super) fn remove_expired(&self) {
        let now = self.clock.now();
        self.write().expires_at.retain(|_, at| now < *at);
    }

    /// The entries before a comparison with the server's, and how many did not fit so far.
    pub(super) fn before_reconciling(&self) -> (HashMap<Box<str>, u64>, u64) {
        self.remove_expired();
        let state = self.read();
        (state.expires_at.clone(), state.dropped)
    }

    /// Everything that was published before `started` has been read, unless an entry did not fit.
    pub(super) fn reconciled(&self, started: Instant, dropped: u64) {
        let mut state = self.write();
        if state.dropped == dropped {
            state.synced_at = Some(started);
        }
    }

    /// The connection was open, so everything that was published before `pinged` has arrived. Returns
    /// whether the list is complete.
    pub(super) fn mark_synced(&self, pinged: Instant) -> bool {
        let mut state = self.write();
        state.synced_at = state.synced_at.map(|_| pinged);
        state.synced_at.is_some()
    }

    // Nothing panics while it holds the lock, and if it did, the state would still be whole.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}
