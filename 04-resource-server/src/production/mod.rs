//! What makes the API fit to run for months: limits, a log, metrics, a cache of verified tokens.

mod healthcheck;
mod layers;
mod log;
mod metrics;
mod serve;
mod token_cache;

pub use healthcheck::{HealthcheckError, healthcheck};
pub use layers::layers;
pub use log::{LogError, init_log};
pub use metrics::{Metrics, metrics, metrics_app};
pub use serve::{Limits, ListenError, listen, serve, shutdown_signal};
pub use token_cache::{TokenCache, TokenHash};

pub(crate) use serve::Draining;
