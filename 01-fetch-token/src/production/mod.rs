//! What a client needs to run for months: retries, and values that are kept fresh.

mod refreshing;
mod retry;
mod token_source;
pub mod trace;

pub use refreshing::{Fetched, RefreshError, Refreshing};
pub use retry::{Retry, Transient};
pub use token_source::{AccessToken, RefreshConfig, TokenSource};
