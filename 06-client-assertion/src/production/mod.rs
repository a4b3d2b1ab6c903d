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

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is read, in bytes: a key has at most 3000, an assertion about as many.
const MAX_FILE: u64 = 16 * 1024;

/// The content of a small file. Its size is bounded by reading, because a device or a pipe has none.
fn read_small(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let limit = MAX_FILE.saturating_add(1);
    File::open(path)?.take(limit).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_FILE {
        let message = format!("it has more than {MAX_FILE} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(text)
}
