//! What makes the API fit to run for months: limits, a log, metrics, a cache of verified tokens.

#[cfg(feature = "cli")]
mod command_line;
mod discover;
mod healthcheck;
mod layers;
mod log;
mod metrics;
mod serve;
pub mod settings;
mod token_cache;
mod trusted_issuers;

#[cfg(feature = "cli")]
pub use command_line::{Listening, ServeArgs};
pub use discover::{Discovered, ResourceDiscoveryError, discover};
pub use healthcheck::{HealthcheckError, healthcheck};
pub use layers::layers;
pub use log::init_log;
pub use metrics::{Metrics, metrics, metrics_app};
pub use serve::{Limits, ListenError, listen, serve, shutdown_signal};
pub use token_cache::{TokenCache, TokenHash};
pub use trusted_issuers::TrustedIssuers;

pub(crate) use serve::Draining;
