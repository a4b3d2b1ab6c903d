//! # 01b: open sesame
//!
//! Break it: `forge` opens the weak lock without the word. Repair it: `opens`.
//!
//! Check: `cargo workshop check 01b`
//! Read: RFC 2289

#[cfg(test)]
mod check;
mod weak;

/// Not the word, and yet it opens the weak lock.
fn forge() -> String {
    todo!("another word")
}

/// The repaired lock.
fn opens(word: &str) -> bool {
    todo!("is {word:?} the word?")
}
