//! # 02b, wrong: looks at letters only
//!
//! Each letter is right, so the part is right: what the letters make together
//! is not asked.

#[cfg(test)]
#[path = "../check.rs"]
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
    part.bytes().find_map(|byte| match byte {
        b'=' => Some(Mistake::Padding),
        b'+' | b'/' => Some(Mistake::OtherAlphabet),
        b'-' | b'_' => None,
        _ if byte.is_ascii_alphanumeric() => None,
        _ if byte.is_ascii_whitespace() => Some(Mistake::WhiteSpace),
        _ => Some(Mistake::NoLetter),
    })
}
