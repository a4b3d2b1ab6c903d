//! The checks of 02b. The names of the tests say what is required.

use super::{Mistake, mistake};

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// `{"a":1}` and a bit more, without a mistake.
const GOOD: &str = "eyJhIjoxfQ";

fn is(expected: Option<&Mistake>, part: &str) {
    println!("input: {part:?}");
    assert_eq!(mistake(part).as_ref(), expected, "{part:?}");
}

/// What is wrong with a character, if anything is.
fn of(character: char) -> Option<Mistake> {
    match character {
        '=' => Some(Mistake::Padding),
        '+' | '/' => Some(Mistake::OtherAlphabet),
        ' ' | '\n' | '\r' | '\t' => Some(Mistake::WhiteSpace),
        _ if ALPHABET.contains(character) => None,
        _ => Some(Mistake::NoLetter),
    }
}

#[test]
fn what_is_right_has_no_mistake() {
    for part in ["", "e30", GOOD, "ICA_", "ICA-"] {
        is(None, part);
    }
    for number in 0..64 {
        is(None, &ALPHABET.repeat(2)[number..number + 4]);
    }
}

#[test]
fn padding_is_found() {
    for part in ["e30=", "eyJhIjoxfQ=="] {
        is(Some(&Mistake::Padding), part);
    }
}

#[test]
fn the_other_alphabet_is_found() {
    for part in ["ICA/", "ICA+", "e+30"] {
        is(Some(&Mistake::OtherAlphabet), part);
    }
}

#[test]
fn white_space_is_found() {
    for part in ["eyJh IjoxfQ", "e30\n", " e30", "eyJh\r\nIjox"] {
        is(Some(&Mistake::WhiteSpace), part);
    }
}

#[test]
fn every_wrong_character_is_found_wherever_it_is() {
    let ascii = (0..127)
        .map(char::from)
        .filter(|it| !"\u{b}\u{c}".contains(*it));
    for character in ascii.chain(['é', '…', '🔑']) {
        let Some(expected) = of(character) else {
            continue;
        };
        for at in 0..GOOD.len() {
            let part = format!("{}{character}{}", &GOOD[..at], &GOOD[at + 1..]);
            assert_eq!(mistake(&part).as_ref(), Some(&expected), "{part:?}");
        }
    }
}

#[test]
fn the_first_of_two_mistakes_counts() {
    for (first, second) in
        ["+ ", " +", "!/", "/!", " !", "! ", "+=", "!=", " ="].map(|two| two.split_at(1))
    {
        let part = format!("ey{first}hI{second}xf");
        is(first.chars().next().and_then(of).as_ref(), &part);
    }
}

#[test]
fn a_missing_end_is_found() {
    for length in (1..60).step_by(4) {
        is(Some(&Mistake::CutOff), &ALPHABET[..length]);
    }
}

#[test]
fn loose_bits_are_found() {
    for (number, last) in ALPHABET.chars().enumerate() {
        // Two characters carry one byte and four bits more, three carry two bytes and two bits more.
        is(
            (number % 16 != 0).then_some(&Mistake::LooseBits),
            &format!("eyJhI{last}"),
        );
        is(
            (number % 4 != 0).then_some(&Mistake::LooseBits),
            &format!("eyJhIj{last}"),
        );
    }
}
