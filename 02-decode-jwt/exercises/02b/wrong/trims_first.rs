//! It tidies up before it looks, so the line break that a mail program added is
//! no mistake any more.
//!
//! ```text
//! white space is found
//!
//!   "e30\n"
//!     got:      None
//!     expected: Some(WhiteSpace)
//! ```

fn mistake(part: &str) -> Option<Mistake> {
    let error = BASE64_URL_SAFE_NO_PAD.decode(part.trim()).err()?;
    Some(match error {
        DecodeError::InvalidByte(_, b'=') | DecodeError::InvalidPadding => Mistake::Padding,
        DecodeError::InvalidByte(_, b'+' | b'/') => Mistake::OtherAlphabet,
        DecodeError::InvalidByte(_, byte) if byte.is_ascii_whitespace() => Mistake::WhiteSpace,
        DecodeError::InvalidByte(..) => Mistake::NoLetter,
        DecodeError::InvalidLength(_) => Mistake::CutOff,
        DecodeError::InvalidLastSymbol { .. } => Mistake::LooseBits,
    })
}
