//! # 02b: find the mistake in the base64
//!
//! A colleague sends you a token that no library can read; something on the way
//! changed it. The library reports where, but you need to know base64 to
//! understand its message. Say it in words: what is the first mistake in this
//! part of a token?
//!
//! `BASE64_URL_SAFE_NO_PAD.decode` of the crate `base64` gives a `DecodeError`;
//! turn it into a `Mistake`. `LooseBits` is the strangest one: the last
//! character has bits that belong to no byte, so several spellings mean the
//! same bytes. A strict reader accepts only one of them, because a list of
//! revoked tokens would catch only one.
//!
//! Check: `cargo workshop check 02b`
//! Read: RFC 4648 §3.5 (loose bits) and §5 (base64url), RFC 7515 §2

#[cfg(test)]
mod check;

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
    todo!("what is wrong with {part:?}?")
}
