//! The wrong solutions of step 02. Each must fail the checks of its exercise, and with the message that
//! stands beside it: `cargo workshop verify` sees to that.

#[path = "02a/wrong/alphabet_of_mail.rs"]
mod _02a_alphabet_of_mail;
#[path = "02a/wrong/takes_what_it_needs.rs"]
mod _02a_takes_what_it_needs;
#[path = "02a/wrong/trusts_its_input.rs"]
mod _02a_trusts_its_input;
#[path = "02b/wrong/counts_in_fours.rs"]
mod _02b_counts_in_fours;
#[path = "02b/wrong/looks_at_letters_only.rs"]
mod _02b_looks_at_letters_only;
#[path = "02b/wrong/trims_first.rs"]
mod _02b_trims_first;
#[path = "02c/wrong/leeway_the_wrong_way.rs"]
mod _02c_leeway_the_wrong_way;
#[path = "02c/wrong/no_end_is_no_problem.rs"]
mod _02c_no_end_is_no_problem;
#[path = "02c/wrong/one_second_too_long.rs"]
mod _02c_one_second_too_long;
#[path = "02c/wrong/whole_numbers_only.rs"]
mod _02c_whole_numbers_only;
#[path = "02d/wrong/searches_the_text.rs"]
mod _02d_searches_the_text;
#[path = "02d/wrong/takes_the_first.rs"]
mod _02d_takes_the_first;
#[path = "02d/wrong/the_other_way_round.rs"]
mod _02d_the_other_way_round;
