//! Where a command of this course takes its token from.

use std::io::{self, IsTerminal, Read};

use thiserror::Error;

use crate::MAX_TOKEN;

/// Why no token could be read.
#[derive(Debug, Error)]
pub enum InputError {
    /// Standard input could not be read.
    #[error("cannot read the token from standard input")]
    Io(#[from] io::Error),
    /// Standard input ended before there was anything.
    #[error(
        "no token on standard input: did the command before the pipe fail? \
         A token can also be given as argument"
    )]
    Empty,
}

/// The token of the command line, or else of standard input, without the white space around it;
/// `None` if there is neither because standard input is a terminal.
///
/// It returns when the writer is done, so the program before a pipe has ended by then.
///
/// # Errors
/// [`InputError`]
pub fn token_argument_or_stdin(argument: Option<String>) -> Result<Option<String>, InputError> {
    let token = match argument {
        Some(token) => token,
        None if io::stdin().is_terminal() => return Ok(None),
        None => {
            // A little more than is allowed, so that a longer one is refused by its length and
            // not read as a shorter one.
            let mut bytes = Vec::new();
            io::stdin()
                .take(4 * MAX_TOKEN as u64)
                .read_to_end(&mut bytes)?;
            String::from_utf8_lossy(&bytes).into_owned()
        }
    };
    match token.trim() {
        "" => Err(InputError::Empty),
        token => Ok(Some(token.to_owned())),
    }
}
