//! WEAK ON PURPOSE: a lock that looks at the beginning of the word.

pub(super) fn opens(word: &str) -> bool {
    word.starts_with("sesame")
}
