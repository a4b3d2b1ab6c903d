//! # 02b, wrong: counts in fours
//!
//! With padding a length is a multiple of four. Without it, two of three tokens
//! are not.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use base64::{DecodeError, Engine, prelude::BASE64_URL_SAFE_NO_PAD};

/// What can be wrong with base64url.
#[derive(Debug, PartialEq)]
enum Mistake {
    /// There is `=` at the end.
    Padding,
    /// `+` or `/`: it is base64, not base64url.
    OtherAlphabet,
    /// A blank or a line break, as mail programs add them.
    WhiteSpace,
    /// A letter of no alphabet.
    NoLetter,
    /// Such a length is impossible: the end is missing.
    CutOff,
    /// The last letter has bits that encode nothing.
    LooseBits,
}

/// The first mistake in a part of a token.
fn mistake(part: &str) -> Option<Mistake> {
    if !part.len().is_multiple_of(4) {
        return Some(Mistake::CutOff);
    }
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
