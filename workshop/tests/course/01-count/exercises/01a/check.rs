//! The checks of 01a.

use super::count;

#[test]
fn two_words_are_two() {
    assert_eq!(count("to be"), 2);
}

#[test]
fn a_wide_gap_is_one_gap() {
    assert_eq!(count("to   be"), 2, "there are three spaces");
}
