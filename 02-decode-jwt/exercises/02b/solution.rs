//! # 02b, a solution
//!
//! Being strict costs one `match`. A decoder that helps (trims, accepts
//! both alphabets, ignores loose bits) gives each token many spellings.

#[cfg(test)]
mod check;

use base64::{DecodeError, Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// What can be wrong with base64url.
#[derive(Debug, PartialEq)]
enum Mistake {
    /// `=`, which base64url does not have.
    Padding,
    /// `+` or `/`: it is base64, not base64url.
    OtherAlphabet,
    /// A space, a tab or a line break, as mail programs add them.
    WhiteSpace,
    /// A character of no alphabet.
    NoLetter,
    /// Such a length is impossible: the end is missing.
    CutOff,
    /// The last character has bits that encode nothing.
    LooseBits,
}

/// The first mistake in a part of a token.
fn mistake(part: &str) -> Option<Mistake> {
    let error = BASE64_URL_SAFE_NO_PAD.decode(part).err()?;
    Some(match error {
        DecodeError::InvalidByte(_, b'=') | DecodeError::InvalidPadding => Mistake::Padding,
        DecodeError::InvalidByte(_, b'+' | b'/') => Mistake::OtherAlphabet,
        DecodeError::InvalidByte(_, byte) if byte.is_ascii_whitespace() => Mistake::WhiteSpace,
        DecodeError::InvalidByte(..) => Mistake::NoLetter,
        DecodeError::InvalidLength(_) => Mistake::CutOff,
        DecodeError::InvalidLastSymbol { .. } => Mistake::LooseBits,
    })
}
