//! Work that is done once for all who need its outcome at the same time.

use tokio::sync::watch;

/// Work under way: a request that a thousand callers would otherwise each send. A clone is one more
/// seat on the same flight.
///
/// It is a task of its own. If it were part of the first caller's, it would end when that caller
/// hangs up, and whoever calls and hangs up again and again would cause one request each time.
#[derive(Clone, Debug)]
pub struct Flight<T>(watch::Receiver<Option<T>>);

impl<T: Clone + Send + Sync + 'static> Flight<T> {
    /// Begins the work, in the current Tokio runtime.
    pub fn start(work: impl Future<Output = T> + Send + 'static) -> Self {
        let (landing, flight) = watch::channel(None);
        tokio::spawn(async move { landing.send_replace(Some(work.await)) });
        Self(flight)
    }

    /// Whether it is still under way: then it is better to wait for it than to begin anew.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        // The channel is closed when the task has ended, also if it panicked and never landed.
        self.0.borrow().is_none() && self.0.has_changed().is_ok()
    }

    /// Waits for the outcome; `None` if the runtime was shut down before there was one.
    pub async fn outcome(mut self) -> Option<T> {
        let landed = self.0.wait_for(Option::is_some).await.ok()?;
        landed.clone()
    }
}
