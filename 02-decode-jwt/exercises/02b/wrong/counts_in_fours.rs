//! With padding a length is a multiple of four. Without it, two of three tokens
//! are not.
//!
//! ```text
//! what is right has no mistake
//!
//!   "e30"
//!     got:      Some(CutOff)
//!     expected: None
//! ```

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
