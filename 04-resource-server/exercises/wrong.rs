//! The wrong solutions of step 04. Each must fail the checks of its exercise, and with the message that
//! stands beside it: `cargo workshop verify` sees to that.

#[path = "04a/wrong/always_401.rs"]
mod _04a_always_401;
#[path = "04a/wrong/blames_the_beginner.rs"]
mod _04a_blames_the_beginner;
#[path = "04a/wrong/no_scope_named.rs"]
mod _04a_no_scope_named;
#[path = "04b/wrong/asks_for_two_scopes.rs"]
mod _04b_asks_for_two_scopes;
#[path = "04b/wrong/commas_are_blanks.rs"]
mod _04b_commas_are_blanks;
#[path = "04b/wrong/ignores_case.rs"]
mod _04b_ignores_case;
#[path = "04b/wrong/looks_at_the_beginning.rs"]
mod _04b_looks_at_the_beginning;
#[path = "04c/wrong/a_challenge_with_everything.rs"]
mod _04c_a_challenge_with_everything;
#[path = "04c/wrong/everything_is_401.rs"]
mod _04c_everything_is_401;
#[path = "04c/wrong/hands_the_401_on.rs"]
mod _04c_hands_the_401_on;
#[path = "04c/wrong/some_error_of_ours.rs"]
mod _04c_some_error_of_ours;
#[path = "04d/wrong/a_cooldown_for_each_kid.rs"]
mod _04d_a_cooldown_for_each_kid;
#[path = "04d/wrong/every_question_extends_it.rs"]
mod _04d_every_question_extends_it;
#[path = "04d/wrong/known_ones_count.rs"]
mod _04d_known_ones_count;
#[path = "04d/wrong/once_and_never_again.rs"]
mod _04d_once_and_never_again;
#[path = "04e/wrong/counts_headers_only.rs"]
mod _04e_counts_headers_only;
#[path = "04e/wrong/says_401.rs"]
mod _04e_says_401;
#[path = "04e/wrong/takes_the_first.rs"]
mod _04e_takes_the_first;
#[path = "04e/wrong/the_wrong_one_first.rs"]
mod _04e_the_wrong_one_first;
