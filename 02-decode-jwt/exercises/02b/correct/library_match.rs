//! The library's error, matched with guards.

fn mistake(part: &str) -> Option<Mistake> {
    use base64::{DecodeError, Engine};
    match base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(part) {
        Ok(_) => None,
        Err(DecodeError::InvalidByte(_, b)) => Some(match b {
            b'=' => Mistake::Padding,
            b'+' | b'/' => Mistake::OtherAlphabet,
            b if b.is_ascii_whitespace() => Mistake::WhiteSpace,
            _ => Mistake::NoLetter,
        }),
        Err(DecodeError::InvalidLength(_)) => Some(Mistake::CutOff),
        Err(DecodeError::InvalidLastSymbol { .. }) => Some(Mistake::LooseBits),
        Err(DecodeError::InvalidPadding) => Some(Mistake::Padding),
    }
}
