//! Files that hold a secret, a key or an assertion.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is read, in bytes: a key has at most 3000, an assertion about as many.
const MAX_FILE: u64 = 16 * 1024;

/// The text of a file of at most 16 KiB, without the byte order mark that programs on Windows put before
/// it. Its size is bounded by reading, because a device or a pipe has none.
///
/// # Errors
/// If it cannot be read, is larger, or is not UTF-8.
pub fn read_small_file(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    let limit = MAX_FILE.saturating_add(1);
    File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        let message = format!("it has more than {MAX_FILE} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let text = str::from_utf8(text).map_err(|_| {
        let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        let found = if utf16 { "UTF-16" } else { "not text in UTF-8" };
        let message = format!("it is {found}: save it as UTF-8");
        io::Error::new(io::ErrorKind::InvalidData, message)
    })?;
    Ok(text.to_owned())
}
