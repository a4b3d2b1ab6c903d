//! The checks of 02b. The names of the tests say what is demanded.

use super::{Mistake, mistake};

#[test]
fn what_is_right_has_no_mistake() {
    for part in ["", "e30", "eyJhIjoxfQ", "ICA_", "ICA-"] {
        assert_eq!(mistake(part), None, "{part:?} is base64url");
    }
}

#[test]
fn padding_is_found() {
    for part in ["e30=", "eyJhIjoxfQ=="] {
        assert_eq!(mistake(part), Some(Mistake::Padding), "{part:?}");
    }
}

#[test]
fn the_other_alphabet_is_found() {
    for part in ["ICA/", "ICA+", "e+30"] {
        assert_eq!(mistake(part), Some(Mistake::OtherAlphabet), "{part:?}");
    }
}

#[test]
fn white_space_is_found() {
    for part in ["eyJh IjoxfQ", "e30\n", " e30", "eyJh\r\nIjox"] {
        assert_eq!(mistake(part), Some(Mistake::WhiteSpace), "{part:?}");
    }
}

#[test]
fn letters_of_no_alphabet_are_found() {
    for part in ["e!30", "e30…"] {
        assert_eq!(mistake(part), Some(Mistake::NoLetter), "{part:?}");
    }
}

#[test]
fn a_missing_end_is_found() {
    for part in ["e", "eyJhI"] {
        assert_eq!(
            mistake(part),
            Some(Mistake::CutOff),
            "{part:?} has {} letters",
            part.len()
        );
    }
}

#[test]
fn loose_bits_are_found() {
    for part in ["e31", "eyJhIjoxfR"] {
        assert_eq!(mistake(part), Some(Mistake::LooseBits), "{part:?}");
    }
}
