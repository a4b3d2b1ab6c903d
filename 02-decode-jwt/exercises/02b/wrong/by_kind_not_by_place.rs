//! It looks for kinds of mistakes, one after the other, and not for the first one.
//!
//! ```text
//! the first of two mistakes counts
//!
//!   "ey hI+xf"
//!     got:      Some(OtherAlphabet)
//!     expected: Some(WhiteSpace)
//! ```

fn mistake(part: &str) -> Option<Mistake> {
    use base64::{DecodeError, Engine};
    if part.contains('=') {
        return Some(Mistake::Padding);
    }
    if part.contains(['+', '/']) {
        return Some(Mistake::OtherAlphabet);
    }
    if part.contains(char::is_whitespace) {
        return Some(Mistake::WhiteSpace);
    }
    match base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(part) {
        Ok(_) => None,
        Err(DecodeError::InvalidLength(_)) => Some(Mistake::CutOff),
        Err(DecodeError::InvalidLastSymbol { .. }) => Some(Mistake::LooseBits),
        Err(_) => Some(Mistake::NoLetter),
    }
}
