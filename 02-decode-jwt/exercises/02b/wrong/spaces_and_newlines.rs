//! A carriage return is not taken for white space.
//!
//! ```text
//! white space is found
//!
//!   "eyJh\r\nIjox"
//!     got:      Some(NoLetter)
//!     expected: Some(WhiteSpace)
//! ```

fn mistake(part: &str) -> Option<Mistake> {
    use base64::{DecodeError, Engine};
    match base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(part) {
        Ok(_) => None,
        Err(DecodeError::InvalidByte(_, b'=') | DecodeError::InvalidPadding) => {
            Some(Mistake::Padding)
        }
        Err(DecodeError::InvalidByte(_, b'+' | b'/')) => Some(Mistake::OtherAlphabet),
        Err(DecodeError::InvalidByte(_, b' ' | b'\n')) => Some(Mistake::WhiteSpace),
        Err(DecodeError::InvalidByte(..)) => Some(Mistake::NoLetter),
        Err(DecodeError::InvalidLength(_)) => Some(Mistake::CutOff),
        Err(DecodeError::InvalidLastSymbol { .. }) => Some(Mistake::LooseBits),
    }
}
