//! What the issuer said of a token a moment ago.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fetch_token::Flight;
use quick_cache::sync::Cache;
use resource_server::{Rejection, TokenHash};
use tokio::time::Instant;
use verify_signature::{Claims, Clock};

/// What a judge decided about a token.
pub(crate) type Verdict = Result<Arc<Claims>, Rejection>;

/// How many answers of either kind are kept.
const CAPACITY: usize = 10_000;

/// Answers, kept for a short time. That time is the price: for so long a token may be accepted that
/// was revoked.
///
/// The two kinds have rooms of their own. Anybody can send a million strings that are no tokens, and
/// each fills a place among the inactive ones; the active ones of the API's real clients stay.
pub(crate) struct Answers {
    lifetime: Duration,
    clock: Clock,
    active: Cache<TokenHash, Active>,
    inactive: Cache<TokenHash, Inactive>,
    flights: Mutex<Flights>,
}

#[derive(Clone)]
struct Active {
    claims: Arc<Claims>,
    asked: Instant,
}

#[derive(Clone)]
struct Inactive {
    rejection: Rejection,
    asked: Instant,
}

/// The questions that are under way: one for each token, however many requests come with it.
#[derive(Default)]
struct Flights {
    by_token: HashMap<TokenHash, (u64, Flight<Verdict>)>,
    last_id: u64,
}

impl Answers {
    pub(crate) fn new(lifetime: Duration, clock: Clock) -> Self {
        Self {
            lifetime,
            clock,
            active: Cache::new(CAPACITY),
            inactive: Cache::new(CAPACITY),
            flights: Mutex::default(),
        }
    }

    /// As this one, but empty and with another lifetime.
    pub(crate) fn with_lifetime(&self, lifetime: Duration) -> Self {
        Self::new(lifetime, self.clock.clone())
    }

    /// As this one, but empty and with room for another number of answers of each kind.
    pub(crate) fn with_capacity(&self, answers: usize) -> Self {
        Self {
            active: Cache::new(answers),
            inactive: Cache::new(answers),
            ..Self::new(self.lifetime, self.clock.clone())
        }
    }

    /// The verdict on a token: the one that is known, or else the outcome of `ask`.
    pub(crate) async fn get_or_ask<F>(
        self: &Arc<Self>,
        token: TokenHash,
        ask: impl FnOnce() -> F,
    ) -> Verdict
    where
        F: Future<Output = Verdict> + Send + 'static,
    {
        // Even to share a question is to take an older answer than one's own.
        if self.lifetime.is_zero() {
            return ask().await;
        }
        if let Some(verdict) = self.known(&token) {
            return verdict;
        }
        let flight = {
            let mut flights = self.flights();
            // It may have landed while this request waited for the lock.
            if let Some(verdict) = self.known(&token) {
                return verdict;
            }
            self.join(&mut flights, token, ask)
        };
        flight.outcome().await.unwrap_or_else(|| {
            let reason = "the server is stopping".to_owned();
            Err(Rejection::Unavailable {
                retry_after: 0,
                reason,
            })
        })
    }

    /// This process knows that the token is revoked: what was heard of it before is forgotten, and
    /// what is under way comes too late.
    pub(crate) fn revoked(&self, token: TokenHash) {
        let mut flights = self.flights();
        flights.by_token.remove(&token);
        self.active.remove(&token);
        let reason = "it was revoked here".to_owned();
        self.keep_inactive(token, Rejection::InvalidToken { reason }, Instant::now());
    }

    fn known(&self, token: &TokenHash) -> Option<Verdict> {
        let fresh = |asked: Instant| asked.elapsed() < self.lifetime;
        if let Some(known) = self.inactive.get(token).filter(|it| fresh(it.asked)) {
            return Some(Err(known.rejection));
        }
        let known = self.active.get(token).filter(|it| fresh(it.asked))?;
        // The issuer would not call it active any more, so the answer ends with the token, without
        // the leeway that is given to clocks.
        (self.clock.now() < known.claims.exp).then_some(Ok(known.claims))
    }

    fn join<F>(
        self: &Arc<Self>,
        flights: &mut Flights,
        token: TokenHash,
        ask: impl FnOnce() -> F,
    ) -> Flight<Verdict>
    where
        F: Future<Output = Verdict> + Send + 'static,
    {
        if let Some((_, flight)) = flights.by_token.get(&token)
            && flight.is_under_way()
        {
            return flight.clone();
        }
        flights.last_id += 1;
        let (id, asked, answer) = (flights.last_id, Instant::now(), ask());
        let answers = Arc::clone(self);
        let flight = Flight::start(|landing| async move {
            let verdict = answer.await;
            answers.keep(id, token, asked, &verdict);
            landing.land(verdict);
        });
        flights.by_token.insert(token, (id, flight.clone()));
        flight
    }

    /// Keeps the answer, unless the token was revoked here while it was under way.
    fn keep(&self, id: u64, token: TokenHash, asked: Instant, verdict: &Verdict) {
        let mut flights = self.flights();
        if flights.by_token.get(&token).is_none_or(|(at, _)| *at != id) {
            return;
        }
        flights.by_token.remove(&token);
        match verdict {
            Ok(claims) => {
                let claims = Arc::clone(claims);
                self.active.insert(token, Active { claims, asked });
            }
            Err(rejection @ Rejection::InvalidToken { .. }) => {
                self.keep_inactive(token, rejection.clone(), asked);
            }
            // It was not judged, and the next request may fare better.
            Err(_) => {}
        }
    }

    fn keep_inactive(&self, token: TokenHash, rejection: Rejection, asked: Instant) {
        self.inactive.insert(token, Inactive { rejection, asked });
    }

    fn flights(&self) -> MutexGuard<'_, Flights> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
