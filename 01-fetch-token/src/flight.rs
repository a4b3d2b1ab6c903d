//! Work that is done once for all who need its outcome at the same time.

use tokio::sync::watch;

/// Work under way: a request that a thousand callers would otherwise each send. A clone is one more
/// seat on the same flight.
///
/// It is a task of its own. If it were part of the first caller's, it would end with it, and callers
/// with less patience than the server needs would never get an answer, however many they are.
#[derive(Clone, Debug)]
pub struct Flight<T>(watch::Receiver<Option<T>>);

/// Where the work puts its outcome.
#[derive(Debug)]
pub struct Landing<T>(watch::Sender<Option<T>>);

impl<T: Clone + Send + Sync + 'static> Flight<T> {
    /// Begins the work, in the current Tokio runtime. It ends with [`Landing::land`].
    pub fn start<F>(work: impl FnOnce(Landing<T>) -> F) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (landing, flight) = watch::channel(None);
        tokio::spawn(work(Landing(landing)));
        Self(flight)
    }

    /// Whether it has not landed yet: then it is better to wait for it than to begin anew.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        // The channel is closed when the task is gone, also if it panicked and never landed.
        self.0.borrow().is_none() && self.0.has_changed().is_ok()
    }

    /// Waits for the outcome; `None` if the runtime was shut down before there was one.
    pub async fn outcome(mut self) -> Option<T> {
        let landed = self.0.wait_for(Option::is_some).await.ok()?;
        landed.clone()
    }
}

impl<T> Landing<T> {
    /// Hands the outcome to all who wait. Who keeps it elsewhere as well does so first, and under
    /// the lock under which others look for a flight, so that none is joined that is over.
    pub fn land(self, outcome: T) {
        self.0.send_replace(Some(outcome));
    }
}
