//! Which part of the token is wrong, and at which byte.

use std::fmt;

use base64::DecodeError as Base64Error;
use thiserror::Error;

use crate::MAX_TOKEN;

/// A part of a token, for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The first.
    Header,
    /// The second.
    Payload,
    /// The third.
    Signature,
}

/// Why a string is not a JWT.
///
/// No variant contains the token or a part of it, only offsets: the message may be logged.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Longer than [`MAX_TOKEN`].
    #[error("the token has {bytes} bytes, more than the {MAX_TOKEN} that are allowed")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
    /// Not three parts.
    #[error("a signed JWT has 3 parts separated by dots, this has {found}{}", hint(*.found))]
    Segments {
        /// How many there are.
        found: usize,
    },
    /// Not base64url without padding.
    #[error("{part}: {problem}")]
    Base64 {
        /// Where.
        part: Part,
        /// What is wrong, with the byte's offset in the part, from 0.
        problem: String,
    },
    /// The decoded bytes are not a JSON object with unique names.
    #[error("{part}: not valid JSON at byte {offset} of the decoded text: {problem}")]
    Json {
        /// Where.
        part: Part,
        /// The byte's offset in the decoded text, from 0.
        offset: usize,
        /// What is wrong.
        problem: String,
    },
}

impl DecodeError {
    pub(crate) fn from_base64(part: Part, segment: &str, error: &Base64Error) -> Self {
        let problem = match *error {
            Base64Error::InvalidByte(at, byte) => {
                format!("byte {at} ({}) {}", byte.escape_ascii(), misplaced(byte))
            }
            Base64Error::InvalidLength(_) => {
                format!(
                    "{} characters cannot be base64url: the end is missing",
                    segment.len()
                )
            }
            Base64Error::InvalidLastSymbol { offset, symbol, .. } => format!(
                "byte {offset} ({}) is the last character and has bits set that encode nothing",
                symbol.escape_ascii()
            ),
            Base64Error::InvalidPadding => {
                let at = segment.find('=').unwrap_or(segment.len());
                format!("byte {at} (=) {}", misplaced(b'='))
            }
        };
        Self::Base64 { part, problem }
    }
}

fn misplaced(byte: u8) -> &'static str {
    match byte {
        b'+' | b'/' => "belongs to base64, not to base64url, which has '-' and '_' instead",
        b'=' => "is padding, which base64url in a JWT does not have",
        b' ' | b'\t' | b'\r' | b'\n' => "is white space",
        _ => "is not a character of base64url",
    }
}

fn hint(segments: usize) -> &'static str {
    match segments {
        1 => ": it may be an opaque token, which only its issuer can read (step 05)",
        5 => ": it is encrypted (JWE, RFC 7516), and only its recipient can read it",
        _ => "",
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}
