//! The token for a command of this course: an argument or standard input.

use std::io::{self, IsTerminal, Read};

use thiserror::Error;

use crate::MAX_TOKEN;

/// How much of standard input is read, in bytes: four times the limit, so that an over-long token is
/// refused rather than truncated.
const INPUT_LIMIT: u64 = MAX_TOKEN as u64 * 4;

/// Why no token could be read.
#[derive(Debug, Error)]
pub enum InputError {
    /// Standard input could not be read.
    #[error("cannot read the token from standard input")]
    Io(#[from] io::Error),
    /// Standard input is UTF-16: a file that Windows PowerShell has written.
    #[error(
        "standard input is UTF-16, as Windows PowerShell writes files: save the file as UTF-8, or pipe \
         the token without one, as in `cargo 01 | cargo 02`"
    )]
    Utf16,
    /// Standard input was empty.
    #[error(
        "no token on standard input: did the command before the pipe fail? \
         A token can also be given as argument"
    )]
    Empty,
}

/// The token from the command line, or else from standard input, without surrounding white space and
/// byte order mark, which Windows PowerShell puts before what it pipes; `None` if there is neither
/// because standard input is a terminal.
///
/// It returns when standard input is closed, so the program before a pipe has ended by then.
///
/// # Errors
/// [`InputError`] if standard input cannot be read, is UTF-16 or empty.
pub fn token_argument_or_stdin(argument: Option<String>) -> Result<Option<String>, InputError> {
    let token = match argument {
        Some(token) => token,
        None if io::stdin().is_terminal() => return Ok(None),
        None => {
            let mut bytes = Vec::new();
            io::stdin().take(INPUT_LIMIT).read_to_end(&mut bytes)?;
            text(&bytes)?
        }
    };
    match bare(&token) {
        "" => Err(InputError::Empty),
        token => Ok(Some(token.to_owned())),
    }
}

fn text(bytes: &[u8]) -> Result<String, InputError> {
    match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(InputError::Utf16),
        _ => Ok(String::from_utf8_lossy(bytes).into_owned()),
    }
}

fn bare(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pipe_adds_is_not_part_of_the_token() {
        for text in ["a.b.c", "a.b.c\n", " a.b.c\r\n", "\u{feff}a.b.c\r\n"] {
            assert_eq!(bare(text), "a.b.c", "{text:?}");
        }
        assert_eq!(bare("\u{feff}\r\n"), "");
    }

    #[test]
    fn utf_16_is_not_taken_for_a_bad_token() {
        for bytes in [b"\xff\xfea\0".as_slice(), b"\xfe\xff\0a"] {
            assert!(matches!(text(bytes), Err(InputError::Utf16)));
        }
        assert_eq!(text(b"a.b\xff").unwrap(), "a.b\u{fffd}");
    }
}
