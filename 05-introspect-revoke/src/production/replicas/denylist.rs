//! The revoked tokens that have not expired.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use tokio::time::Instant;
use verify_signature::{Claims, Clock, LEEWAY};

/// The longest `jti` that is stored, in bytes. Keycloak's have about 40.
const MAX_JTI: usize = 256;
/// How far the wall clock may differ from the monotonic one between two heartbeats, in seconds.
const CLOCK_TOLERANCE: u64 = 2;
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
        let expires_at = claims
            .exp
            .saturating_add(LEEWAY)
            .saturating_add(LEEWAY)
            .min(MAX_EXPIRY);
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

/// When an entry can be removed, by both clocks: the wall clock can be set forward and back again.
#[derive(Clone, Copy)]
struct Entry {
    expires_at: u64,
    not_before: Option<Instant>,
}

/// The list of one replica, and up to when it is complete.
pub(super) struct Denylist {
    capacity: usize,
    clock: Clock,
    state: RwLock<State>,
}

#[derive(Default)]
struct State {
    entries: HashMap<Box<str>, Entry>,
    /// Both clocks at the last look, to notice that the wall clock was set.
    clocks: Option<(u64, Instant)>,
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
        let Some(remaining) = expires_at.checked_sub(self.clock.now()) else {
            return;
        };
        let mut state = self.write();
        if state.entries.len() >= self.capacity && !state.entries.contains_key(&jti) {
            if state.synced_at.take().is_some() {
                let tokens = self.capacity;
                tracing::error!(tokens, "the denylist is full");
            }
            state.dropped = state.dropped.saturating_add(1);
            return;
        }
        // `None` is beyond what the clock can count, hence never.
        let not_before = Instant::now().checked_add(Duration::from_secs(remaining));
        let entry = Entry {
            expires_at,
            not_before,
        };
        let known = state.entries.entry(jti).or_insert(entry);
        if known.expires_at < expires_at {
            *known = entry;
        }
    }

    pub(super) fn contains(&self, jti: &str) -> bool {
        self.read().entries.contains_key(jti)
    }

    pub(super) fn count(&self) -> usize {
        self.read().entries.len()
    }

    /// How long ago the list was in sync; `None` if it is not complete.
    pub(super) fn age(&self) -> Option<Duration> {
        self.synced_at().map(|at| at.elapsed())
    }

    pub(super) fn synced_at(&self) -> Option<Instant> {
        self.read().synced_at
    }

    /// Removes the entries of tokens that have expired. Returns whether the wall clock was set since the
    /// last call.
    pub(super) fn remove_expired(&self) -> bool {
        let (now, instant) = (self.clock.now(), Instant::now());
        let mut state = self.write();
        state.entries.retain(|_, entry| {
            now < entry.expires_at || entry.not_before.is_none_or(|at| instant < at)
        });
        let before = state.clocks.replace((now, instant));
        before.is_some_and(|(then, at)| {
            let expected = then.saturating_add(instant.duration_since(at).as_secs());
            now.abs_diff(expected) > CLOCK_TOLERANCE
        })
    }

    /// The entries before a comparison with the server's, and how many did not fit so far.
    pub(super) fn before_reconciling(&self) -> (HashMap<Box<str>, u64>, u64) {
        self.remove_expired();
        let state = self.read();
        let entries = state.entries.iter();
        let entries = entries.map(|(jti, entry)| (jti.clone(), entry.expires_at));
        (entries.collect(), state.dropped)
    }

    /// Everything that was published before `started` has been read, unless an entry did not fit.
    pub(super) fn reconciled(&self, started: Instant, dropped: u64) {
        let mut state = self.write();
        if state.dropped == dropped {
            state.synced_at = state.synced_at.max(Some(started));
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use tokio::time::advance;

    use super::*;

    const NOW: u64 = 1_800_000_000;
    const HOUR: u64 = 3600;

    fn denylist() -> (Denylist, Arc<AtomicU64>) {
        let now = Arc::new(AtomicU64::new(NOW));
        let clock = Arc::clone(&now);
        let clock = Clock::new(move || clock.load(Ordering::Relaxed));
        (Denylist::new(10, clock), now)
    }

    fn revoked(expires_at: u64) -> Revoked {
        let jti = "a".into();
        Revoked { jti, expires_at }
    }

    #[tokio::test(start_paused = true)]
    async fn an_entry_is_removed_when_its_token_has_expired() {
        let (denylist, now) = denylist();
        denylist.insert(revoked(NOW + 60));
        advance(Duration::from_secs(59)).await;
        now.store(NOW + 59, Ordering::Relaxed);
        assert!(!denylist.remove_expired());
        assert!(denylist.contains("a"));
        advance(Duration::from_secs(1)).await;
        now.store(NOW + 60, Ordering::Relaxed);
        assert!(!denylist.remove_expired());
        assert!(!denylist.contains("a"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_set_forward_and_back_restores_no_token() {
        let (denylist, now) = denylist();
        denylist.insert(revoked(NOW + 60));
        denylist.remove_expired();
        for step in [HOUR, 0] {
            now.store(NOW + step, Ordering::Relaxed);
            assert!(denylist.remove_expired(), "the step is noticed");
            assert!(denylist.contains("a"));
        }
        assert!(!denylist.remove_expired());
    }
}
