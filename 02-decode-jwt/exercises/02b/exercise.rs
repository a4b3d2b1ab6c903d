//! # 02b: find the mistake in the base64
//!
//! A colleague sends a token that no library reads; somewhere on the way it was
//! changed. The library knows where, but its message is for those who know
//! base64. Say it in words: what is wrong with this part of a token?
//!
//! `BASE64_URL_SAFE_NO_PAD.decode` of the crate `base64` gives a `DecodeError`;
//! turn it into a `Mistake`. `LooseBits` is the strangest one: the last letter
//! carries bits that belong to no byte, so several spellings mean the same
//! bytes. A strict reader takes one of them only, since a list of revoked
//! tokens would catch one only.
//!
//! Check: `cargo workshop check 02b`
//! Read: RFC 4648 §3.5 (loose bits) and §5 (base64url), RFC 7515 §2

#[cfg(test)]
mod check;

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
    todo!("what is wrong with {part:?}?")
}
