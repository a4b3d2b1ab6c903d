//! What makes a client with a key fit to run for months.

mod assertion_file;
mod jwk;
mod key_file;
mod key_formats;
mod settings;

pub use assertion_file::AssertionFile;
pub use key_file::{KeyFile, KeyFileError, create_key_file, read_key_file};
pub use settings::{
    SettingsError, TEST_CLIENT_ID, TEST_CLIENT_KEY, client_from_env, key_from_env, signing_client,
    token_client,
};
