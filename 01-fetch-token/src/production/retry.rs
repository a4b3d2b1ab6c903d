//! Retries with exponential backoff and jitter.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How often a request is repeated that failed for a transient reason.
///
/// HTTP does not allow every request to be repeated: the response may have been lost after the work
/// was done, and a POST may mean work that must not be done twice (RFC 9110 §9.2.2). A token request
/// may be repeated, because the worst that can come of it is a second token, which nobody uses and
/// which expires.
///
/// A refusal is never repeated. The same credentials get the same response, and a server may lock out
/// a client that seems to guess.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// The greatest number of requests, the first one included. Default: 4; 1 is no retry.
    pub max_attempts: u32,
    /// The pause before the second request, doubled before each that follows. Default: 250 ms.
    pub initial_backoff: Duration,
    /// The time within which the last request must start. It may take [`http::TIMEOUT`] more.
    /// Default: 10 seconds.
    ///
    /// [`http::TIMEOUT`]: crate::http::TIMEOUT
    pub max_elapsed: Duration,
}

/// An error that may go away without a change on our side.
pub trait Transient {
    /// Whether the same request may succeed later: there was no response, or one that describes the
    /// server's state and not the request.
    fn is_transient(&self) -> bool;

    /// How long the server asked us to wait (RFC 9110 §10.2.3).
    fn retry_after(&self) -> Option<Duration>;
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            initial_backoff: Duration::from_millis(250),
            max_elapsed: Duration::from_secs(10),
        }
    }
}

impl Retry {
    /// Sends the request until it succeeds, fails for good, or has been sent often enough.
    ///
    /// # Errors
    /// The error of the last request.
    pub async fn run<T, E, F>(&self, mut request: impl FnMut() -> F) -> Result<T, E>
    where
        E: Transient,
        F: Future<Output = Result<T, E>>,
    {
        let start = Instant::now();
        let mut attempts = 0_u32;
        loop {
            let error = match request().await {
                Ok(response) => return Ok(response),
                Err(error) => error,
            };
            attempts = attempts.saturating_add(1);
            match self.backoff(&error, attempts, start.elapsed()) {
                Some(backoff) => sleep(backoff).await,
                None => return Err(error),
            }
        }
    }

    /// How long to wait before the next request; `None` if there is to be none.
    fn backoff(
        &self,
        error: &impl Transient,
        attempts: u32,
        elapsed: Duration,
    ) -> Option<Duration> {
        if !error.is_transient() || attempts >= self.max_attempts {
            return None;
        }
        let doublings = 2_u32.saturating_pow(attempts.saturating_sub(1));
        let half = self.initial_backoff.saturating_mul(doublings).div_f64(2.0);
        // A server says "in 2 seconds" to all its clients: without a random part they would all
        // retry at once (thundering herd).
        let backoff = error
            .retry_after()
            .unwrap_or_default()
            .saturating_add(half)
            .saturating_add(half.mul_f64(random()));
        // The time that the server asked for is never shortened: we wait, or there is no other request.
        (elapsed.saturating_add(backoff) <= self.max_elapsed).then_some(backoff)
    }
}

/// A number from 0 up to 1. Not security-relevant: the random seed of the standard library's hash
/// tables avoids a dependency on `rand`.
pub(super) fn random() -> f64 {
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
        max_attempts: 4,
        initial_backoff: Duration::from_millis(100),
        max_elapsed: Duration::from_secs(10),
    };

    fn busy(retry_after: Option<u64>) -> TokenError {
        TokenError::NotOAuth {
            status: StatusCode::SERVICE_UNAVAILABLE,
            content_type: "text/html".into(),
            retry_after: retry_after.map(Duration::from_secs),
        }
    }

    #[test]
    fn the_backoff_doubles() {
        for (attempts, least, most) in [(1, 50, 100), (2, 100, 200), (3, 200, 400)] {
            let pause = RETRY
                .backoff(&busy(None), attempts, Duration::ZERO)
                .unwrap();
            let range = Duration::from_millis(least)..=Duration::from_millis(most);
            assert!(range.contains(&pause), "{attempts}: {pause:?}");
        }
    }

    #[test]
    fn clients_do_not_retry_all_at_once() {
        let pause = |_| RETRY.backoff(&busy(Some(2)), 1, Duration::ZERO).unwrap();
        assert!((0..20).map(pause).collect::<BTreeSet<_>>().len() > 1);
    }

    #[test]
    fn attempts_are_bounded() {
        assert_eq!(RETRY.backoff(&busy(None), 4, Duration::ZERO), None);
    }

    #[test]
    fn retry_after_is_obeyed() {
        let pause = RETRY.backoff(&busy(Some(2)), 1, Duration::ZERO).unwrap();
        assert!(pause >= Duration::from_secs(2), "{pause:?}");
    }

    #[test]
    fn what_would_take_too_long_is_not_tried() {
        let late = RETRY.max_elapsed - Duration::from_millis(49);
        assert_eq!(RETRY.backoff(&busy(None), 1, late), None);
        assert_eq!(RETRY.backoff(&busy(Some(3600)), 1, Duration::ZERO), None);
    }

    #[test]
    fn absurd_settings_do_no_harm() {
        let retry = Retry {
            max_attempts: u32::MAX,
            initial_backoff: Duration::MAX,
            max_elapsed: Duration::MAX,
        };
        let error = busy(Some(u64::MAX));
        let pause = retry.backoff(&error, u32::MAX - 1, Duration::MAX);
        assert_eq!(pause, Some(Duration::MAX));
    }

    /// Only the clock of the test runs, and it jumps: nobody waits.
    #[tokio::test(start_paused = true)]
    async fn requests_are_spaced_and_end_in_time() {
        let start = Instant::now();
        let mut requests = Vec::new();
        let patient = Retry {
            max_attempts: u32::MAX,
            ..RETRY
        };
        let outcome: Result<(), _> = patient
            .run(|| {
                requests.push(start.elapsed());
                async { Err(busy(Some(2))) }
            })
            .await;
        assert!(matches!(outcome, Err(TokenError::NotOAuth { .. })));
        let gaps = requests.windows(2).map(|pair| pair[1] - pair[0]);
        assert!(gaps.clone().all(|gap| gap >= Duration::from_secs(2)));
        assert!((3..=5).contains(&requests.len()), "{requests:?}");
        assert!(*requests.last().unwrap() <= RETRY.max_elapsed);
    }

    #[test]
    fn only_transient_errors_are_retried() {
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
