//! Asking again: what may be asked again, when, and how often.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How often a request is repeated that failed for a reason which may pass.
///
/// HTTP does not allow every request to be repeated: the answer may have been lost after the work
/// was done, and a POST may mean work that must not be done twice (RFC 9110 §9.2.2). A token
/// request may be repeated, because the worst that can come of it is a second token, which nobody
/// uses and which expires.
///
/// A refusal is never asked again. The same credentials get the same answer, and a server may lock
/// out a client that seems to guess.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// The greatest number of requests, the first one included. Default: 4; 1 is no retry.
    pub attempts: u32,
    /// The pause before the second request, doubled before each that follows. Default: 250 ms.
    pub pause: Duration,
    /// The time within which the last request must begin. It may take [`http::TIMEOUT`] more.
    /// Default: 10 seconds.
    ///
    /// [`http::TIMEOUT`]: crate::http::TIMEOUT
    pub within: Duration,
}

/// An error that may pass by itself.
pub trait Transient {
    /// Whether the same request may succeed in a moment: no answer was had, or one that speaks of
    /// the server's state and not of the request.
    fn is_transient(&self) -> bool;

    /// How long the server wants to be left alone (RFC 9110 §10.2.3).
    fn retry_after(&self) -> Option<Duration>;
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 4,
            pause: Duration::from_millis(250),
            within: Duration::from_secs(10),
        }
    }
}

impl Retry {
    /// Makes the request until it succeeds, fails for good, or has been made often enough.
    ///
    /// # Errors
    /// The last request's.
    pub async fn run<T, E, F>(&self, mut request: impl FnMut() -> F) -> Result<T, E>
    where
        E: Transient,
        F: Future<Output = Result<T, E>>,
    {
        let begun = Instant::now();
        let mut attempts = 0;
        loop {
            let error = match request().await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            attempts += 1;
            match self.pause_after(&error, attempts, begun.elapsed()) {
                Some(pause) => sleep(pause).await,
                None => return Err(error),
            }
        }
    }

    /// How long to wait before the next request; `None` if there is to be none.
    fn pause_after(
        &self,
        error: &impl Transient,
        attempts: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        if !error.is_transient() || attempts >= self.attempts {
            return None;
        }
        let doublings = 2u32.saturating_pow(attempts.saturating_sub(1));
        let half = self.pause.saturating_mul(doublings) / 2;
        // A server says "in 2 seconds" to all its clients: without a random part they would come
        // back as one crowd, and bring it down again.
        let pause = error
            .retry_after()
            .unwrap_or_default()
            .saturating_add(half)
            .saturating_add(half.mul_f64(random()));
        // What the server asks for is never cut short: it is obeyed, or there is no other request.
        (elapsed.saturating_add(pause) <= self.within).then_some(pause)
    }
}

/// A number from 0 up to 1. No secret hangs on it, so the seed of the standard library's hash
/// tables, which is random, spares the tree a crate.
fn random() -> f64 {
    f64::from(RandomState::new().hash_one(()) as u32) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use reqwest::StatusCode;

    use super::*;
    use crate::TokenError;
    use crate::http::HttpError;

    const RETRY: Retry = Retry {
        attempts: 4,
        pause: Duration::from_millis(100),
        within: Duration::from_secs(10),
    };

    fn busy(retry_after: Option<u64>) -> TokenError {
        TokenError::NotOAuth {
            status: StatusCode::SERVICE_UNAVAILABLE,
            content_type: "text/html".into(),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    #[test]
    fn the_pause_doubles() {
        for (attempts, least, most) in [(1, 50, 100), (2, 100, 200), (3, 200, 400)] {
            let pause = RETRY
                .pause_after(&busy(None), attempts, Duration::ZERO)
                .unwrap();
            let range = Duration::from_millis(least)..=Duration::from_millis(most);
            assert!(range.contains(&pause), "{attempts}: {pause:?}");
        }
    }

    #[test]
    fn clients_do_not_come_back_as_one_crowd() {
        let pause = |_| {
            RETRY
                .pause_after(&busy(Some(2)), 1, Duration::ZERO)
                .unwrap()
        };
        assert!((0..20).map(pause).collect::<BTreeSet<_>>().len() > 1);
    }

    #[test]
    fn attempts_are_bounded() {
        assert_eq!(RETRY.pause_after(&busy(None), 4, Duration::ZERO), None);
    }

    #[test]
    fn retry_after_is_obeyed() {
        let pause = RETRY
            .pause_after(&busy(Some(2)), 1, Duration::ZERO)
            .unwrap();
        assert!(pause >= Duration::from_secs(2), "{pause:?}");
    }

    #[test]
    fn what_would_take_too_long_is_not_tried() {
        let late = RETRY.within - Duration::from_millis(49);
        assert_eq!(RETRY.pause_after(&busy(None), 1, late), None);
        assert_eq!(
            RETRY.pause_after(&busy(Some(3600)), 1, Duration::ZERO),
            None
        );
    }

    #[test]
    fn settings_without_measure_do_no_harm() {
        let retry = Retry {
            attempts: u32::MAX,
            pause: Duration::MAX,
            within: Duration::MAX,
        };
        let error = busy(Some(u64::MAX));
        let pause = retry.pause_after(&error, u32::MAX - 1, Duration::MAX);
        assert_eq!(pause, Some(Duration::MAX));
    }

    /// Only the clock of the test runs, and it jumps: nobody waits.
    #[tokio::test(start_paused = true)]
    async fn it_waits_between_requests_and_ends_in_time() {
        let begun = Instant::now();
        let mut requests = Vec::new();
        let patient = Retry {
            attempts: u32::MAX,
            ..RETRY
        };
        let outcome: Result<(), _> = patient
            .run(|| {
                requests.push(begun.elapsed());
                async { Err(busy(Some(2))) }
            })
            .await;
        assert!(matches!(outcome, Err(TokenError::NotOAuth { .. })));
        let gaps = requests.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(gaps.clone().all(|gap| gap >= Duration::from_secs(2)));
        assert!((3..=5).contains(&requests.len()), "{requests:?}");
        assert!(*requests.last().unwrap() <= RETRY.within);
    }

    #[test]
    fn what_may_be_repeated() {
        let url = || "http://localhost/".to_owned();
        let cause = || "cause".to_owned();
        let rows = [
            (
                HttpError::Connect {
                    url: url(),
                    cause: cause(),
                },
                true,
            ),
            (HttpError::Timeout { url: url() }, true),
            (
                HttpError::Broken {
                    url: url(),
                    cause: cause(),
                },
                true,
            ),
            (HttpError::TooLarge { url: url() }, false),
            (HttpError::Setup(cause()), false),
        ];
        for (error, transient) in rows {
            let error = TokenError::Http(error);
            assert_eq!(error.is_transient(), transient, "{error}");
        }
    }
}
