//! # 01b, a solution
//!
//! Words are compared as a whole.

#[cfg(test)]
mod check;
mod weak;

/// Not the word, and yet it opens the weak lock.
fn forge() -> String {
    "sesame seeds".to_owned()
}

/// The repaired lock.
fn opens(word: &str) -> bool {
    word == "sesame"
}
