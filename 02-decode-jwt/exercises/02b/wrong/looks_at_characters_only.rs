//! Each character is right, so the part is taken for right: what they mean
//! together is not checked.
//!
//! ```text
//! a missing end is found
//!
//!   "A"
//!     got:      None
//!     expected: Some(CutOff)
//! ```

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
