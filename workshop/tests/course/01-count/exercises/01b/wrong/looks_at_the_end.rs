//! # 01b, wrong looks at the end
//!
//! The same mistake at the other end.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

/// Not the word, and yet it opens the weak lock.
fn forge() -> String {
    "sesame seeds".to_owned()
}

/// The repaired lock.
fn opens(word: &str) -> bool {
    word.ends_with("sesame")
}
