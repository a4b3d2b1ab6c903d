//! The checks of 01b.

use super::{forge, opens, weak};

#[test]
fn the_weak_lock_opens() {
    assert!(weak::opens(&forge()), "{:?} does not open it", forge());
}

#[test]
fn the_repaired_lock_wants_the_word() {
    assert!(opens("sesame"), "the word does not open it");
    assert!(!opens("open sesame"), "\"open sesame\" opens it");
    assert!(!opens(&forge()), "your own forgery opens it");
}
