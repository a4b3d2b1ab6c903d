//! The wrong solutions.

#[path = "01a/wrong/counts_blanks.rs"]
mod _01a_counts_blanks;
#[path = "01a/wrong/counts_letters.rs"]
mod _01a_counts_letters;
#[path = "01b/wrong/looks_at_the_end.rs"]
mod _01b_looks_at_the_end;
#[path = "01b/wrong/guesses.rs"]
mod _01b_guesses;
