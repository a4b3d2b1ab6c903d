//! The clock, as a value that a test can set.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// The current time in seconds since 1970-01-01T00:00:00Z, the unit of every time in a token
/// (RFC 7519 §2, NumericDate).
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Clock {
    /// The machine's clock. A machine whose clock is wrong accepts expired tokens or refuses good
    /// ones, so a server needs NTP.
    #[must_use]
    pub fn system() -> Self {
        Self::new(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            // Before 1970: the greatest time, so that every token has expired.
            since.map_or(u64::MAX, |since| since.as_secs())
        })
    }

    /// A clock for tests.
    pub fn new(now: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Seconds since 1970, UTC.
    #[must_use]
    pub fn now(&self) -> u64 {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
