//! The wrong solutions of step 05. Each must fail the checks of its exercise, and with the message that
//! stands beside it: `cargo workshop verify` sees to that.

#[path = "05a/wrong/anything_but_false.rs"]
mod _05a_anything_but_false;
#[path = "05a/wrong/no_answer_is_a_no.rs"]
mod _05a_no_answer_is_a_no;
#[path = "05a/wrong/only_the_status.rs"]
mod _05a_only_the_status;
#[path = "05b/wrong/an_error_is_a_no.rs"]
mod _05b_an_error_is_a_no;
#[path = "05b/wrong/guesses_a_token.rs"]
mod _05b_guesses_a_token;
#[path = "05b/wrong/open_when_it_is_down.rs"]
mod _05b_open_when_it_is_down;
#[path = "05c/wrong/full_is_full.rs"]
mod _05c_full_is_full;
#[path = "05c/wrong/grows_for_ever.rs"]
mod _05c_grows_for_ever;
#[path = "05c/wrong/outlives_the_token.rs"]
mod _05c_outlives_the_token;
#[path = "05c/wrong/trusts_exp_alone.rs"]
mod _05c_trusts_exp_alone;
#[path = "05d/wrong/forgets_the_leeway.rs"]
mod _05d_forgets_the_leeway;
#[path = "05d/wrong/revoked_is_revoked.rs"]
mod _05d_revoked_is_revoked;
#[path = "05d/wrong/the_cache_decides_alone.rs"]
mod _05d_the_cache_decides_alone;
#[path = "05e/wrong/fire_and_forget.rs"]
mod _05e_fire_and_forget;
#[path = "05e/wrong/reads_the_body.rs"]
mod _05e_reads_the_body;
#[path = "05e/wrong/takes_401_for_gone.rs"]
mod _05e_takes_401_for_gone;
