//! What a client needs to run for months: retries, values that are kept fresh, and settings.

pub(crate) mod printable;
pub(crate) mod proxy;
mod refreshing;
mod retry;
pub mod settings;
mod small_file;
mod token_source;
pub mod trace;

pub use printable::{printable, printable_json};
pub use refreshing::{Fetched, RefreshError, Refreshing};
pub use retry::{Retry, Transient};
pub use settings::{ConfigError, IssuerUrl};
pub use small_file::read_small_file;
pub use token_source::{AccessToken, RefreshConfig, TokenSource};
