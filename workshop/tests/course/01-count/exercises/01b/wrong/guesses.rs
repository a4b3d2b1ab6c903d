//! # 01b, wrong guesses
//!
//! Any word.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

/// Not the word, and yet it opens the weak lock.
fn forge() -> String {
    "alibaba".to_owned()
}

/// The repaired lock.
fn opens(word: &str) -> bool {
    word == "sesame"
}
