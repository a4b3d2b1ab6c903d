//! Loose bits are recognised by the characters of the examples.
//!
//! ```text
//! what is right has no mistake
//!
//!   "FGHI"
//!     got:      Some(CutOff)
//!     expected: None
//! ```

fn mistake(part: &str) -> Option<Mistake> {
    if part.ends_with('=') {
        Some(Mistake::Padding)
    } else if part.contains(['+', '/']) {
        Some(Mistake::OtherAlphabet)
    } else if part.contains(char::is_whitespace) {
        Some(Mistake::WhiteSpace)
    } else if part.contains('!') || !part.is_ascii() {
        Some(Mistake::NoLetter)
    } else if part == "e" || part.ends_with('I') {
        Some(Mistake::CutOff)
    } else if part.ends_with('1') || part.ends_with('R') {
        Some(Mistake::LooseBits)
    } else {
        None
    }
}
