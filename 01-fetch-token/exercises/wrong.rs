//! The wrong solutions of step 01. Each must fail the checks of its exercise, and with the message that
//! stands beside it: `cargo workshop verify` sees to that.

#[path = "01a/wrong/by_description.rs"]
mod _01a_by_description;
#[path = "01a/wrong/by_status.rs"]
mod _01a_by_status;
#[path = "01a/wrong/expects_json.rs"]
mod _01a_expects_json;
#[path = "01b/wrong/alphabet_of_tokens.rs"]
mod _01b_alphabet_of_tokens;
#[path = "01b/wrong/encodes_the_pair.rs"]
mod _01b_encodes_the_pair;
#[path = "01b/wrong/no_form_encoding.rs"]
mod _01b_no_form_encoding;
#[path = "01c/wrong/believes_every_number.rs"]
mod _01c_believes_every_number;
#[path = "01c/wrong/forever.rs"]
mod _01c_forever;
#[path = "01c/wrong/margin_longer_than_life.rs"]
mod _01c_margin_longer_than_life;
#[path = "01c/wrong/to_the_last_second.rs"]
mod _01c_to_the_last_second;
#[path = "01d/wrong/hides_what_it_knows.rs"]
mod _01d_hides_what_it_knows;
#[path = "01d/wrong/shows_the_beginning.rs"]
mod _01d_shows_the_beginning;
#[path = "01d/wrong/shows_the_length.rs"]
mod _01d_shows_the_length;
#[path = "01e/wrong/ignores_retry_after.rs"]
mod _01e_ignores_retry_after;
#[path = "01e/wrong/never_gives_up.rs"]
mod _01e_never_gives_up;
#[path = "01e/wrong/retries_everything.rs"]
mod _01e_retries_everything;
